// SPDX-License-Identifier: Apache-2.0
#include "api/weights_scan.h"

#include "format/lfs.h"
#include "parts/weights_header.h"
#include "parts/weights_index.h"

enum { LARGEST_INDEX = 64 << 20 };

// A list of shards names files, which lie in its folder.
static void look_at_index(struct arena *scratch, const struct file *f,
                          struct notes *n)
{
    struct view bytes;
    struct json json;

    if (file_read(scratch, f, 0, LARGEST_INDEX, &bytes) ||
        json_read(scratch, bytes, f->path, &json))
        return;
    const struct json_value *map = json_get(json.root, VIEW("weight_map")),
                            *outside = weights_index_outside(map),
                            *none = weights_index_nameless(map);
    if (outside)
        note_add(n, VIEW("config.index-path"), NOTE_DANGER, outside->offset,
                 "names a shard outside its folder: " VIEW_FMT,
                 VIEW_SHORT(outside->text));
    if (none)
        note_add(n, VIEW("index-disagrees"), NOTE_MALFORMED, none->offset,
                 "names no file for the tensor " VIEW_FMT,
                 VIEW_SHORT(none->key));
}

// A pointer among the members of an archive; those of a release are told by who
// walks it.
static bool is_pointer(struct arena *scratch, const struct file *f)
{
    struct lfs_pointer pointer;
    struct view bytes;

    return f->size <= LFS_MAX_POINTER &&
           !file_read(scratch, f, 0, LFS_MAX_POINTER, &bytes) &&
           lfs_read(bytes, &pointer);
}

// The format to read the file as; empty: none of ours.
static struct view format_to_read(const struct weights_name *name,
                                  struct view content)
{
    static const struct view by_content[] = {
        VIEW_INIT("gguf"),
        VIEW_INIT("safetensors"),
        VIEW_INIT("onnx"),
    };

    bool named = name->kind != WEIGHTS_KIND_NONE;

    for (size_t i = 0; i < sizeof by_content / sizeof *by_content; i++)
        if ((!named || name->uncertain) && view_eq(content, by_content[i]))
            return content;
    return named && weights_header_reads(name->format) ? name->format
                                                       : (struct view){0};
}

// The notes in the header's arena, in that of `n`.
static void take_notes(const struct weights_header *header, struct notes *n)
{
    for (size_t i = 0; i < header->note_count; i++) {
        const struct tensor_note *note = &header->note[i];
        struct view outer = n->member;

        if (note->member.len)
            n->member =
                outer.len ? arena_print(n->arena, VIEW_FMT "!" VIEW_FMT,
                                        VIEW_ARG(outer), VIEW_ARG(note->member))
                          : note->member;
        note_add(n, arena_copy(n->arena, note->rule), note->severity,
                 note->offset, VIEW_FMT, VIEW_ARG(note->shows));
        n->member = outer;
    }
}

void weights_scan(const void *context, struct arena *scratch,
                  const struct safety_seen *seen, struct notes *n)
{
    const struct weights_scan *scan = context;
    const struct entry *e = seen->entry;
    struct weights_header header;
    struct weights_name name;

    if (weights_index_is(seen->path))
        look_at_index(scratch, seen->file, n);
    weights_name_read(scratch, scan->names, seen->path, &name);
    if (name.kind == WEIGHTS_KIND_TENSORS && !seen->file->size)
        note_add(n, VIEW("weights-empty"), NOTE_MALFORMED, 0, "has no bytes");
    if (e && name.kind == WEIGHTS_KIND_ARGUMENTS)
        note_add(n, VIEW("training-arguments"), NOTE_REVIEW, 0,
                 "holds pickled arguments of a training run; loading them runs "
                 "what they name");
    if (!e && name.kind == WEIGHTS_KIND_TENSORS &&
        is_pointer(scratch, seen->file)) {
        note_add(n, VIEW("lfs.pointer"), NOTE_MALFORMED, 0,
                 "a pointer stands for the file, whose content was never "
                 "fetched");
        return;
    }
    bool inventoried = scan->inventoried && e && e->scope == SCOPE_MAIN &&
                       name.kind != WEIGHTS_KIND_NONE && !name.uncertain;
    struct weights_header_job job = {
        .format = format_to_read(&name, seen->format),
        .uncertain = name.uncertain,
    };
    if (inventoried || !job.format.len ||
        (seen->checkpoint && view_eq(job.format, VIEW("torch"))))
        return;
    weights_header_read_file(&job, seen->file, &header);
    take_notes(&header, n);
    arena_free(&header.arena);
}
