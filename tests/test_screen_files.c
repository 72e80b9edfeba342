// SPDX-License-Identifier: Apache-2.0
// Small files and the verdict that threats.md gives to each. What has to be
// built first (archives, checkpoints) is in tests/differential/verdicts.py.
#define _GNU_SOURCE // mkdtemp
#include "api/screen.h"

#include "check.h"

#include <stdlib.h>
#include <unistd.h>

struct made {
    const char *name;
    struct view bytes;
    enum safety_verdict verdict;
    const char *rule; // that must be told, or NULL
};

// Scans the file alone in a folder of its own.
static struct screening scan(struct arena *a, const struct made *file)
{
    char name[] = "/tmp/freehold-file-XXXXXX";
    struct screen_choice choice = {.threads = 1};
    struct screening s;

    CHECK(mkdtemp(name) != NULL);
    struct view folder = view_of(name);
    struct view path = arena_print(a, "%s/%s", name, file->name);
    FILE *f = fopen(path.at, "wb");
    CHECK(f &&
          fwrite(file->bytes.at, 1, file->bytes.len, f) == file->bytes.len);
    if (f)
        fclose(f);
    CHECK(!screen(a, &folder, 1, &choice, &s));
    unlink(path.at);
    rmdir(name);
    return s;
}

static bool tells(const struct screening *s, const char *rule)
{
    for (size_t i = 0; i < s->safety.finding_count; i++)
        if (view_eq(s->safety.finding[i].rule, view_of(rule)))
            return true;
    return false;
}

static void check_all(const struct made *file, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct arena a = {0};
        struct screening s = scan(&a, &file[i]);

        if (s.safety.verdict != file[i].verdict ||
            (file[i].rule && !tells(&s, file[i].rule)))
            printf("%s (number %zu): verdict %d\n", file[i].name, i,
                   (int)s.safety.verdict);
        CHECK_U64(s.safety.verdict, file[i].verdict);
        CHECK(!file[i].rule || tells(&s, file[i].rule));
        arena_free(&a);
    }
}

#define CHECK_ALL(table) check_all(table, sizeof(table) / sizeof *(table))

// Others than PyTorch write raw numbers into files of this name: OpenVINO,
// CTranslate2, fastText. Only those that PyTorch's own names promise are
// broken.
TEST(a_bin_file_is_a_checkpoint_only_by_name_or_content)
{
    static const struct made files[] = {
        {"openvino_model.bin", VIEW_INIT("\0\0\x80?\0\0\0@"), SAFETY_OK, NULL},
        {"model.bin", VIEW_INIT("\6\0\0\0\x16\0Whisper"), SAFETY_OK, NULL},
        {"pytorch_model.bin", VIEW_INIT("\0\0\x80?\0\0\0@"), SAFETY_MALFORMED,
         "format.mismatch"},
        {"weights.bin", VIEW_INIT("cos\nsystem\n(S'true'\ntR."), SAFETY_DANGER,
         "pickle.import.danger"},
        {"model.bin", VIEW_INIT("\x80\2cmy.own\nThing\n."), SAFETY_REVIEW,
         "pickle.import.unlisted"},
    };

    CHECK_ALL(files);
}

CHECK_MAIN(CHECK_CASE(a_bin_file_is_a_checkpoint_only_by_name_or_content))
