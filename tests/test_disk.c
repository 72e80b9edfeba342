// SPDX-License-Identifier: Apache-2.0
// A disk that fails from some byte on, or before it, below each reader of
// weights: what it then says is what it says of the whole file, or an error
// that names the cause. Of the seeds of the fuzz targets, at each of their
// bytes.
//
// The file is this process's own memory, as proc(5) gives it, between pages
// that are not there.
#define _GNU_SOURCE // memfd_create
#include "base/file.h"
#include "base/text.h"
#include "check.h"
#include "format/content.h"
#include "format/gguf.h"
#include "format/git_pack.h"
#include "format/hdf5.h"
#include "format/npy.h"
#include "format/onnx.h"
#include "format/safetensors.h"
#include "format/tf_graph.h"
#include "format/torch.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <sys/mman.h>
#include <unistd.h>

#define FAULT "Input/output error" // EIO's words

struct disk {
    int memory;           // /proc/self/mem
    char *before, *bytes; // `size` bytes that cannot be read, that can
    char *behind;         // and that cannot
    size_t size;
};

static bool reads_byte(const struct disk *d, const char *at)
{
    char byte;

    return pread(d->memory, &byte, 1, (off_t)(uintptr_t)at) == 1;
}

// The pages in front and behind are of a file that is too short for them.
static bool disk_open(struct disk *d)
{
    int file = memfd_create("", 0);

    *d = (struct disk){.memory = open("/proc/self/mem", O_RDONLY),
                       .size = 32 * (size_t)sysconf(_SC_PAGESIZE)};
    if (d->memory < 0 || file < 0 || ftruncate(file, (off_t)d->size))
        return false;
    d->before =
        mmap(NULL, 3 * d->size, PROT_READ, MAP_SHARED, file, (off_t)d->size);
    if (d->before == MAP_FAILED)
        return false;
    d->bytes = mmap(d->before + d->size, d->size, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_FIXED, file, 0);
    close(file);
    d->behind = d->bytes + d->size;
    return d->bytes != MAP_FAILED && reads_byte(d, d->bytes) &&
           reads_byte(d, d->behind - 1) && !reads_byte(d, d->bytes - 1) &&
           !reads_byte(d, d->behind);
}

static void disk_close(struct disk *d)
{
    munmap(d->before, 3 * d->size);
    close(d->memory);
}

// `bytes`, of which those from `fault` on cannot be read, or those before it.
static struct file disk_file(struct disk *d, struct view bytes, size_t fault,
                             bool before, struct view path)
{
    char *at = before ? d->bytes - fault : d->behind - fault;

    if (before)
        memcpy(d->bytes, bytes.at + fault, bytes.len - fault);
    else
        memcpy(at, bytes.at, fault);
    return (struct file){.fd = d->memory,
                         .size = bytes.len,
                         .path = path,
                         .base = (uintptr_t)at};
}

typedef struct error *reads(struct arena *a, const struct file *f,
                            struct tensors *t);

static struct error *content_read(struct arena *a, const struct file *f,
                                  struct tensors *t)
{
    struct notes n = {.arena = a};
    struct content c;
    struct error *e = content_open(a, &n, &c);

    *t = (struct tensors){0};
    if (!e)
        e = content_scan(&c, f);
    notes_into(a, &n, t);
    return e;
}

// Where its signature cannot be read nothing says that it is such a file: of
// that the file's trouble is told.
static struct error *keras_read(struct arena *a, const struct file *f,
                                struct tensors *t)
{
    atomic_int trouble = 0;
    struct file watched = *f;
    struct notes n = {.arena = a};
    uint64_t start;
    struct hdf5 h;

    *t = (struct tensors){0};
    watched.trouble = &trouble;
    if (!hdf5_is(&watched, &start) && trouble == EIO)
        return error_new(a, ERROR_INPUT, (struct place){0}, FAULT);
    struct error *e = hdf5_read(a, &watched, &n, &h);
    notes_into(a, &n, t);
    return e;
}

static struct error *form_read(struct arena *a, const struct file *f,
                               enum tf_form form, struct tensors *t)
{
    struct notes n = {.arena = a};
    struct error *e = tf_graph_read(a, f, form, &n);

    *t = (struct tensors){0};
    notes_into(a, &n, t);
    return e;
}

static struct error *graph_read(struct arena *a, const struct file *f,
                                struct tensors *t)
{
    return form_read(a, f, TF_UNKNOWN, t);
}

static struct error *text_read(struct arena *a, const struct file *f,
                               struct tensors *t)
{
    return form_read(a, f, TF_TEXT, t);
}

static struct error *foreign_read(struct arena *a, const struct file *f,
                                  struct tensors *t)
{
    struct notes n = {.arena = a};
    struct content c;
    struct error *e = content_open(a, &n, &c);

    *t = (struct tensors){0};
    if (!e)
        e = content_search(&c, f);
    notes_into(a, &n, t);
    return e;
}

static bool same(const struct tensors *t, const struct tensors *u)
{
    bool is = t->note_count == u->note_count &&
              t->tensor_count == u->tensor_count &&
              t->meta_count == u->meta_count;

    for (size_t i = 0; is && i < t->note_count; i++)
        is = view_eq(t->note[i].rule, u->note[i].rule) &&
             view_eq(t->note[i].shows, u->note[i].shows) &&
             t->note[i].offset == u->note[i].offset;
    for (size_t i = 0; is && i < t->tensor_count; i++)
        is = view_eq(t->tensor[i].name, u->tensor[i].name) &&
             t->tensor[i].size == u->tensor[i].size;
    return is;
}

static bool same_error(const struct error *e, const struct error *whole)
{
    return e ? whole && view_eq(e->message, whole->message) : !whole;
}

static bool names_fault(const struct error *e)
{
    for (; e; e = e->cause)
        if (view_has(e->message, VIEW(FAULT)))
            return true;
    return false;
}

struct sample {
    struct view bytes, path;
    reads *read;
    struct tensors whole; // what is said without a fault
    struct error *e;
};

static void check_fault(struct disk *d, const struct sample *s, size_t at,
                        bool before)
{
    struct arena a = {0};
    struct file f = disk_file(d, s->bytes, at, before, s->path);
    struct tensors t;
    struct error *e = s->read(&a, &f, &t);

    if (!names_fault(e) && !(same_error(e, s->e) && same(&t, &s->whole)))
        check_fail(__FILE__, __LINE__,
                   VIEW_FMT ": a fault %s byte %zu is not told",
                   VIEW_ARG(s->path), before ? "before" : "from", at);
    arena_free(&a);
}

static void check_file(struct disk *d, reads *read, struct view bytes,
                       struct view path)
{
    enum { PRIME = 61, SMALL = 1 << 10 };
    struct arena a = {0};
    struct file f = file_of(bytes, path);
    struct sample s = {.bytes = bytes, .path = path, .read = read};
    size_t step = bytes.len > SMALL ? PRIME : 1;

    s.e = read(&a, &f, &s.whole);
    for (size_t at = 0; at < bytes.len; at += step) {
        check_fault(d, &s, at, false);
        check_fault(d, &s, at + 1, true);
    }
    arena_free(&a);
}

static void check_folder(const char *pattern, reads *read)
{
    struct arena a = {0};
    struct disk d;
    glob_t all;

    if (!disk_open(&d)) {
        check_skip("the memory of a process is no file here");
        return;
    }
    CHECK(!glob(pattern, 0, NULL, &all));
    for (size_t i = 0; i < all.gl_pathc; i++) {
        struct view bytes, path = view_of(all.gl_pathv[i]);

        CHECK(!file_front(&a, path, d.size, &bytes));
        check_file(&d, read, bytes, path);
    }
    globfree(&all);
    disk_close(&d);
    arena_free(&a);
}

TEST(gguf_tells_a_fault)
{
    check_folder("fuzz/gguf/*", gguf_read);
}

TEST(safetensors_tells_a_fault)
{
    check_folder("fuzz/safetensors/*", safetensors_read);
}

TEST(npy_tells_a_fault)
{
    check_folder("fuzz/npy/*", npy_read);
    check_folder("fuzz/npy/npz", npz_read);
}

TEST(onnx_tells_a_fault)
{
    check_folder("fuzz/onnx/*", onnx_read);
}

TEST(torch_tells_a_fault)
{
    check_folder("fuzz/torch/*", torch_read);
    check_folder("fuzz/pickle/*", torch_read);
}

TEST(tf_graph_tells_a_fault)
{
    check_folder("fuzz/tf_graph/*", graph_read);
    check_folder("fuzz/tf_graph/text", text_read);
}

TEST(hdf5_tells_a_fault)
{
    check_folder("fuzz/hdf5/*", keras_read);
}

TEST(what_is_no_format_of_ours_tells_a_fault)
{
    check_folder("fuzz/pickle/*", foreign_read);
}

TEST(archives_tell_a_fault)
{
    check_folder("fuzz/zip/*", content_read);
    check_folder("fuzz/tar/*", content_read);
}

// A zip archive whose members are not in its last 65,557 bytes, among which
// readers look for its end: zeros stand in front of its directory.
static struct view widened(struct arena *a, struct view zip)
{
    enum { ZEROS = 70000, DIRECTORY = 16 };
    size_t central = view_find(zip, VIEW("PK\1\2"));
    size_t end = view_find(zip, VIEW("PK\5\6"));
    uint64_t at = central + ZEROS;
    struct text t = {.arena = a};

    text_add(&t, view_head(zip, central));
    text_fill(&t, '\0', ZEROS);
    text_add(&t, view_head(view_from(zip, central), end + DIRECTORY - central));
    for (unsigned i = 0; i < 4; i++)
        text_byte(&t, (char)(at >> 8 * i & 0xff));
    text_add(&t, view_from(zip, end + DIRECTORY + 4));
    return text_view(&t);
}

TEST(archives_tell_a_fault_far_from_their_end)
{
    static const struct {
        const char *path;
        reads *read;
    } row[] = {
        {"fuzz/torch/zip", torch_read},   {"fuzz/torch/script", torch_read},
        {"fuzz/npy/npz", npz_read},       {"fuzz/zip/nested", content_read},
        {"fuzz/zip/bzip2", content_read}, {"fuzz/zip/descriptor", content_read},
        {"fuzz/zip/plain", content_read},
    };
    struct disk d;

    if (!disk_open(&d)) {
        check_skip("the memory of a process is no file here");
        return;
    }
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct arena a = {0};
        struct view seed, path = view_of(row[i].path);

        CHECK(!file_front(&a, path, d.size, &seed));
        struct view wide = widened(&a, seed);
        struct file f = file_of(wide, path);
        struct sample s = {.bytes = wide, .path = path, .read = row[i].read};

        s.e = s.read(&a, &f, &s.whole);
        CHECK(!s.e);
        for (size_t at = 0; at < seed.len; at++)
            check_fault(&d, &s, at, true);
        arena_free(&a);
    }
    disk_close(&d);
}

struct packed {
    struct view index, pack;
    size_t id_size;
    uint64_t at[64]; // of its objects
    size_t count;
};

static bool pack_open(struct arena *a, const struct packed *k, struct file pack,
                      struct git_pack *p, struct error **e)
{
    *e = git_pack_open(a, file_of(k->index, VIEW("idx")), pack, k->id_size, p);
    return !*e;
}

static bool find_objects(struct packed *k)
{
    struct arena a = {0};
    struct git_pack p;
    struct error *e;

    if (!pack_open(&a, k, file_of(k->pack, VIEW("pack")), &p, &e))
        return false;
    for (uint64_t at = 0; at < k->pack.len; at++) {
        struct git_object o;
        uint64_t work = 1 << 20;

        if (k->count < sizeof k->at / sizeof *k->at &&
            !git_pack_read(&a, &p, at, &work, &o))
            k->at[k->count++] = at;
    }
    git_pack_close(&p);
    arena_free(&a);
    return k->count > 0;
}

static void check_objects(struct disk *d, const struct packed *k, size_t fault,
                          bool before)
{
    struct arena a = {0};
    struct git_pack p, whole;
    struct error *e;
    uint64_t work = 1 << 24;

    CHECK(pack_open(&a, k, file_of(k->pack, VIEW("pack")), &whole, &e));
    struct file broken = disk_file(d, k->pack, fault, before, VIEW("pack"));
    broken.fd = dup(broken.fd); // git_pack_open's to close
    bool open = pack_open(&a, k, broken, &p, &e);
    CHECK(open || names_fault(e));
    for (size_t i = 0; i < k->count && open; i++) {
        struct git_object o, wanted;

        CHECK(!git_pack_read(&a, &whole, k->at[i], &work, &wanted));
        e = git_pack_read(&a, &p, k->at[i], &work, &o);
        CHECK(names_fault(e) || (!e && view_eq(o.bytes, wanted.bytes)));
    }
    if (open)
        git_pack_close(&p);
    git_pack_close(&whole);
    arena_free(&a);
}

// Seeds: four bytes, the length of the index, lowest first; the index; the
// pack.
TEST(packs_of_git_tell_a_fault)
{
    struct arena a = {0};
    struct disk d;
    glob_t all;

    if (!disk_open(&d)) {
        check_skip("the memory of a process is no file here");
        return;
    }
    CHECK(!glob("fuzz/git_pack/*", 0, NULL, &all));
    for (size_t i = 0; i < all.gl_pathc; i++) {
        struct view v, path = view_of(all.gl_pathv[i]);
        bool wide = view_ends(path, VIEW("sha256"));

        CHECK(!file_front(&a, path, d.size, &v));
        size_t index = (size_t)view_little(view_head(v, 4));
        v = view_from(v, 4);
        struct packed k = {.index = view_head(v, index),
                           .pack = view_from(v, index),
                           .id_size = wide ? GIT_SHA256 : GIT_SHA1};
        CHECK(find_objects(&k));
        for (size_t at = 0; at < k.pack.len; at++)
            for (int before = 0; before < 2; before++)
                check_objects(&d, &k, at, before);
    }
    globfree(&all);
    disk_close(&d);
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(gguf_tells_a_fault),
           CHECK_CASE(safetensors_tells_a_fault), CHECK_CASE(npy_tells_a_fault),
           CHECK_CASE(onnx_tells_a_fault), CHECK_CASE(torch_tells_a_fault),
           CHECK_CASE(tf_graph_tells_a_fault), CHECK_CASE(hdf5_tells_a_fault),
           CHECK_CASE(what_is_no_format_of_ours_tells_a_fault),
           CHECK_CASE(archives_tell_a_fault),
           CHECK_CASE(archives_tell_a_fault_far_from_their_end),
           CHECK_CASE(packs_of_git_tell_a_fault))
