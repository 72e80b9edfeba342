// SPDX-License-Identifier: Apache-2.0
// GGUF files written by hand after the specification, whole and damaged.
#include "base/text.h"
#include "check.h"
#include "format/gguf.h"

// Writes the fields of a file, in one byte order.
struct writer {
    struct text text;
    bool big_endian;
};

static void put(struct writer *w, uint64_t n, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        text_byte(&w->text,
                  (char)(n >> 8 * (w->big_endian ? size - 1 - i : i) & 0xff));
}

static void put_text(struct writer *w, struct view v)
{
    put(w, v.len, 8);
    text_add(&w->text, v);
}

static void put_key(struct writer *w, struct view key, uint32_t type)
{
    put_text(w, key);
    put(w, type, 4);
}

static void put_header(struct writer *w, uint32_t version, uint64_t tensors,
                       uint64_t keys)
{
    text_add(&w->text, VIEW("GGUF"));
    put(w, version, 4);
    put(w, tensors, 8);
    put(w, keys, 8);
}

static void put_tensor(struct writer *w, struct view name, uint32_t type,
                       uint64_t inner, uint64_t outer, uint64_t offset)
{
    put_text(w, name);
    put(w, 2, 4);
    put(w, inner, 8);
    put(w, outer, 8);
    put(w, type, 4);
    put(w, offset, 8);
}

// Two tensors, f32 [3][4] and q8_0 [2][32], and the metadata of a model.
static struct view model(struct arena *a, bool big_endian)
{
    struct writer w = {.text = {.arena = a}, .big_endian = big_endian};

    put_header(&w, 3, 2, 6);
    put_key(&w, VIEW("general.architecture"), 8);
    put_text(&w, VIEW("llama"));
    put_key(&w, VIEW("llama.block_count"), 4);
    put(&w, 32, 4);
    put_key(&w, VIEW("x.negative"), 5);
    put(&w, (uint32_t)-7, 4);
    put_key(&w, VIEW("x.half"), 6);
    put(&w, 0x3f000000, 4);
    put_key(&w, VIEW("x.flag"), 7);
    put(&w, 1, 1);
    put_key(&w, VIEW("tokenizer.ggml.tokens"), 9);
    put(&w, 8, 4);
    put(&w, 2, 8);
    put_text(&w, VIEW("a"));
    put_text(&w, VIEW("b"));
    put_tensor(&w, VIEW("one"), 0, 4, 3, 0);
    put_tensor(&w, VIEW("two"), 8, 32, 2, 64);
    text_fill(&w.text, 0, (32 - w.text.len % 32) % 32);
    text_fill(&w.text, 0, 64 + 68);
    return text_view(&w.text);
}

static struct error *read_bytes(struct arena *a, struct view bytes,
                                struct tensors *t)
{
    struct file f = file_of(bytes, VIEW("model.gguf"));

    return gguf_read(a, &f, t);
}

static void check_model(bool big_endian)
{
    struct arena a = {0};
    struct tensors t;
    struct view bytes = model(&a, big_endian);

    CHECK(!read_bytes(&a, bytes, &t));
    CHECK_U64(t.tensor_count, 2);
    CHECK_U64(t.parameters, 12 + 64);
    CHECK_TEXT(t.tensor[1].name, "two");
    CHECK_TEXT(t.tensor[1].dtype, "q8_0");
    CHECK_U64(t.tensor[1].dim[0], 2); // outermost first
    CHECK_U64(t.tensor[1].dim[1], 32);
    CHECK_U64(t.tensor[1].size, 68);
    CHECK_U64(t.tensor[1].offset, bytes.len - 68);
    CHECK_TEXT(tensors_meta(&t, VIEW("general.architecture")), "llama");
    CHECK_TEXT(tensors_meta(&t, VIEW("llama.block_count")), "32");
    CHECK_TEXT(tensors_meta(&t, VIEW("x.negative")), "-7");
    CHECK_TEXT(tensors_meta(&t, VIEW("x.half")), "0.5");
    CHECK_TEXT(tensors_meta(&t, VIEW("x.flag")), "true");
    CHECK_TEXT(tensors_meta(&t, VIEW("tokenizer.ggml.tokens")), "[2 items]");
    CHECK_U64(t.note_count, big_endian);
    arena_free(&a);
}

TEST(reads_metadata_and_tensors)
{
    check_model(false);
}

TEST(reads_big_endian_files_and_notes_it)
{
    check_model(true);
}

TEST(refuses_every_shorter_file_and_says_where)
{
    struct arena a = {0};
    struct view whole = model(&a, false);

    for (size_t len = 0; len < whole.len; len++) {
        struct arena one = {0};
        struct tensors t;
        struct view cut = arena_copy(&one, view_head(whole, len));
        struct error *e = read_bytes(&one, cut, &t);

        CHECK(e && e->kind == ERROR_INPUT && e->at.offset <= len);
        CHECK_U64(t.note_count, 1);
        arena_free(&one);
    }
    arena_free(&a);
}

// A text of more than 2^30 bytes is none to the reference reader, the name of a
// tensor no text with a zero in it, and 2 no truth value: nothing behind that
// is read.
TEST(reads_nothing_behind_a_value_that_cannot_be)
{
    struct arena a = {0};
    struct writer keys = {.text = {.arena = &a}},
                  tokens = {.text = {.arena = &a}},
                  names = {.text = {.arena = &a}},
                  empty = {.text = {.arena = &a}},
                  truths = {.text = {.arena = &a}};
    const struct {
        struct writer *w;
        const char *rule;
    } row[] = {{&keys, "gguf.string"},
               {&tokens, "gguf.string"},
               {&names, "gguf.string"},
               {&empty, "gguf.name"},
               {&truths, "gguf.type"}};

    put_header(&keys, 3, 0, 1);
    put(&keys, (1 << 30) + 1, 8);
    put_header(&tokens, 3, 0, 1);
    put_key(&tokens, VIEW("x.a"), 9);
    put(&tokens, 8, 4);
    put(&tokens, 2, 8);
    put(&tokens, (1 << 30) + 1, 8);
    put_text(&tokens, VIEW("b"));
    put_header(&names, 3, 1, 0);
    put(&names, (1 << 30) + 1, 8);
    put_header(&empty, 3, 1, 0);
    put_tensor(&empty, VIEW("a\0b"), 0, 4, 2, 0);
    put_header(&truths, 3, 0, 1);
    put_key(&truths, VIEW("x.a"), 9);
    put(&truths, 7, 4);
    put(&truths, 3, 8);
    put(&truths, 0x10201, 3);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct tensors t;

        text_fill(&row[i].w->text, 0, 128);
        CHECK(read_bytes(&a, text_view(&row[i].w->text), &t) != NULL);
        CHECK_U64(t.note_count, 1);
        CHECK_VIEW(t.note[0].rule, view_of(row[i].rule));
        CHECK_U64(t.tensor_count, 0);
    }
    arena_free(&a);
}

TEST(a_cut_file_is_told_with_the_bytes_that_are_missing)
{
    struct arena a = {0};
    struct tensors t;
    struct view whole = model(&a, false);
    struct error *e = read_bytes(&a, view_head(whole, whole.len - 5), &t);

    CHECK(e != NULL);
    if (e)
        CHECK_TEXT(e->message, "the file ends 5 bytes early");
    arena_free(&a);
}

TEST(refuses_a_count_before_allocating_by_it)
{
    static const uint64_t counts[] = {UINT64_MAX, (uint64_t)1 << 62,
                                      UINT64_MAX / 368 + 1, 1 << 20};

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        for (int tensors = 0; tensors < 2; tensors++) {
            struct arena a = {0};
            struct writer w = {.text = {.arena = &a}};
            struct tensors t;

            put_header(&w, 3, tensors ? counts[i] : 0, tensors ? 0 : counts[i]);
            CHECK(read_bytes(&a, text_view(&w.text), &t) != NULL);
            CHECK_TEXT(t.note[0].rule, "gguf.count");
            CHECK(a.used < 2000);
            arena_free(&a);
        }
}

// The rule by which a file of one key and one f32 tensor is refused.
struct oddity {
    uint32_t version;
    const char *key;
    uint32_t type; // of the key's value
    uint64_t value;
    uint32_t dtype;
    uint64_t inner, outer, offset;
    const char *rule;
};

static void check_oddity(const struct oddity *o)
{
    struct arena a = {0};
    struct writer w = {.text = {.arena = &a}};
    struct tensors t;

    put_header(&w, o->version, 1, 1);
    put_key(&w, view_of(o->key), o->type);
    put(&w, o->value, 4);
    put_tensor(&w, VIEW("a"), o->dtype, o->inner, o->outer, o->offset);
    text_fill(&w.text, 0, (32 - w.text.len % 32) % 32 + 32);
    struct error *e = read_bytes(&a, text_view(&w.text), &t);
    CHECK_VIEW(e ? t.note[t.note_count - 1].rule : VIEW("ok"),
               view_of(o->rule));
    arena_free(&a);
}

TEST(refuses_what_the_specification_does_not_allow)
{
    static const struct oddity oddities[] = {
        {3, "x.a", 4, 1, 0, 4, 2, 0, "ok"},
        {2, "x.a", 4, 1, 0, 4, 2, 0, "ok"},
        {1, "x.a", 4, 1, 0, 4, 2, 0, "gguf.version"},
        {4, "x.a", 4, 1, 0, 4, 2, 0, "gguf.version"},
        {3, "", 4, 1, 0, 4, 2, 0, "gguf.key"},
        {3, "k\xff", 4, 1, 0, 4, 2, 0, "gguf.key"},
        {3, "x.a", 13, 1, 0, 4, 2, 0, "gguf.type"},
        {3, "general.alignment", 4, 0, 0, 4, 2, 0, "gguf.align"},
        {3, "general.alignment", 4, 3, 0, 4, 2, 0, "gguf.align"},
        {3, "general.alignment", 5, 32, 0, 4, 2, 0, "gguf.align"},
        {3, "general.alignment", 4, 1u << 31, 0, 4, 2, 0, "gguf.align"},
        {3, "x.a", 4, 1, 4, 4, 2, 0, "gguf.tensor-type"},
        {3, "x.a", 4, 1, 999, 4, 2, 0, "gguf.tensor-type"},
        {3, "x.a", 4, 1, 0, UINT64_MAX, 1, 0, "gguf.dims"},
        {3, "x.a", 4, 1, 0, (uint64_t)1 << 32, (uint64_t)1 << 32, 0,
         "gguf.dims"},
        {3, "x.a", 4, 1, 0, (uint64_t)1 << 62, 1, 0, "gguf.dims"},
        {3, "x.a", 4, 1, 8, 33, 1, 0, "gguf.dims"},
        {3, "x.a", 4, 1, 0, 4, 2, 32, "gguf.offset"},
        {3, "x.a", 4, 1, 0, 4, 2, 7, "gguf.offset"},
        {3, "x.a", 4, 1, 0, 4, 64, 0, "gguf.truncated"},
    };

    for (size_t i = 0; i < sizeof oddities / sizeof *oddities; i++)
        check_oddity(&oddities[i]);
}

// Of a type of one byte an element: what two of them take, or one and the front
// of the file, is more than 2^63 - 1.
TEST(refuses_tensors_that_end_behind_what_63_bits_count)
{
    struct arena a = {0};
    struct writer two = {.text = {.arena = &a}};
    struct writer one = {.text = {.arena = &a}};
    struct tensors t;
    const uint64_t half = (uint64_t)1 << 62;

    put_header(&two, 3, 2, 0);
    put_tensor(&two, VIEW("a"), 24, half, 1, 0);
    put_tensor(&two, VIEW("b"), 24, half, 1, half);
    CHECK(read_bytes(&a, text_view(&two.text), &t) != NULL);
    CHECK_TEXT(t.note[0].rule, "gguf.offset");
    CHECK_U64(t.tensor_count, 1);
    put_header(&one, 3, 1, 0);
    put_tensor(&one, VIEW("a"), 24, INT64_MAX - 63, 1, 0);
    CHECK(read_bytes(&a, text_view(&one.text), &t) != NULL);
    CHECK_TEXT(t.note[0].rule, "gguf.offset");
    CHECK_U64(t.tensor_count, 1);
    arena_free(&a);
}

static void check_limit(struct arena *a, const struct writer *w,
                        const char *rule)
{
    struct tensors t;
    bool told = false;

    (void)!read_bytes(a, text_view(&w->text), &t);
    for (size_t i = 0; i < t.note_count; i++)
        told |= view_eq(t.note[i].rule, view_of(rule)) &&
                t.note[i].severity == NOTE_LIMIT;
    CHECK(told);
}

// What the file has bytes for, but more than we read.
TEST(tells_what_is_beyond_its_limits)
{
    struct arena a = {0};
    struct writer keys = {.text = {.arena = &a}},
                  tensors = {.text = {.arena = &a}},
                  align = {.text = {.arena = &a}},
                  tokens = {.text = {.arena = &a}};

    put_header(&keys, 3, 0, GGUF_MAX_KEYS + 1);
    text_fill(&keys.text, 0, (size_t)(GGUF_MAX_KEYS + 1) * 16);
    check_limit(&a, &keys, "gguf.count");
    put_header(&tensors, 3, GGUF_MAX_TENSORS + 1, 0);
    text_fill(&tensors.text, 0, (size_t)(GGUF_MAX_TENSORS + 1) * 32);
    check_limit(&a, &tensors, "gguf.count");
    put_header(&align, 3, 0, 1);
    put_key(&align, VIEW("general.alignment"), 4);
    put(&align, GGUF_MAX_ALIGN + GGUF_MAX_ALIGN, 4);
    check_limit(&a, &align, "gguf.align");
    put_header(&tokens, 3, 0, 1);
    put_key(&tokens, VIEW("tokenizer.ggml.tokens"), 9);
    put(&tokens, 8, 4);
    put(&tokens, GGUF_MAX_TOKENS + 1, 8);
    text_fill(&tokens.text, 0, (size_t)(GGUF_MAX_TOKENS + 1) * 8);
    check_limit(&a, &tokens, "gguf.meta");
    arena_free(&a);
}

TEST(refuses_keys_and_tensors_that_stand_twice)
{
    struct arena a = {0};
    struct writer keys = {.text = {.arena = &a}};
    struct writer names = {.text = {.arena = &a}};
    struct tensors t;

    put_header(&keys, 3, 0, 2);
    for (int i = 0; i < 2; i++) {
        put_key(&keys, VIEW("x.a"), 0);
        put(&keys, 1, 1);
    }
    // The second value is read all the same: some reader takes it.
    CHECK(!read_bytes(&a, text_view(&keys.text), &t));
    CHECK_U64(t.meta_count, 2);
    CHECK_TEXT(t.note[0].rule, "gguf.dup");
    CHECK(t.note[0].severity == NOTE_MALFORMED);
    put_header(&names, 3, 2, 0);
    for (uint64_t i = 0; i < 2; i++)
        put_tensor(&names, VIEW("w"), 0, 4, 2, i * 32);
    CHECK(read_bytes(&a, text_view(&names.text), &t) != NULL);
    CHECK_TEXT(t.note[0].rule, "gguf.dup");
    arena_free(&a);
}

// Many tokens: the front is larger than the first window.
TEST(reads_fronts_of_several_windows)
{
    enum { TOKENS = 300000 };
    struct arena a = {0};
    struct writer w = {.text = {.arena = &a}};
    struct tensors t;

    put_header(&w, 3, 1, 2);
    put_key(&w, VIEW("tokenizer.ggml.tokens"), 9);
    put(&w, 8, 4);
    put(&w, TOKENS, 8);
    for (int i = 0; i < TOKENS; i++)
        put_text(&w, VIEW("token"));
    put_key(&w, VIEW("general.architecture"), 8);
    put_text(&w, VIEW("llama"));
    put_tensor(&w, VIEW("w"), 0, 4, 2, 0);
    text_fill(&w.text, 0, (32 - w.text.len % 32) % 32 + 32);
    CHECK(w.text.len > 3u << 20);
    CHECK(!read_bytes(&a, text_view(&w.text), &t));
    CHECK_TEXT(tensors_meta(&t, VIEW("tokenizer.ggml.tokens")),
               "[300000 items]");
    CHECK_TEXT(tensors_meta(&t, VIEW("general.architecture")), "llama");
    CHECK_TEXT(t.tensor[0].name, "w");
    arena_free(&a);
}

TEST(stops_at_arrays_in_arrays_in_arrays)
{
    struct arena a = {0};
    struct writer w = {.text = {.arena = &a}};
    struct tensors t;

    put_header(&w, 3, 0, 1);
    put_key(&w, VIEW("x"), 9);
    for (int i = 0; i < 30000; i++) {
        put(&w, 9, 4);
        put(&w, 1, 8);
    }
    CHECK(read_bytes(&a, text_view(&w.text), &t) != NULL);
    CHECK_TEXT(t.note[t.note_count - 1].rule, "gguf.array");
    CHECK(t.note[t.note_count - 1].severity == NOTE_LIMIT);
    arena_free(&a);
}

TEST(notes_metadata_that_contradicts_itself)
{
    struct arena a = {0};
    struct writer w = {.text = {.arena = &a}};
    struct tensors t;

    put_header(&w, 3, 0, 5);
    put_key(&w, VIEW("general.architecture"), 8);
    put_text(&w, VIEW("llama"));
    put_key(&w, VIEW("llama.attention.head_count"), 4);
    put(&w, 0, 4);
    put_key(&w, VIEW("tokenizer.ggml.tokens"), 9);
    put(&w, 8, 4);
    put(&w, 1, 8);
    put_text(&w, VIEW("a"));
    put_key(&w, VIEW("tokenizer.ggml.eos_token_id"), 4);
    put(&w, 7, 4);
    put_key(&w, VIEW("tokenizer.ggml.scores"), 9); // two of floats
    put(&w, 6, 4);
    put(&w, 2, 8);
    put(&w, 0, 8);
    CHECK(!read_bytes(&a, text_view(&w.text), &t));
    CHECK_U64(t.note_count, 3);
    for (size_t i = 0; i < t.note_count; i++)
        CHECK_TEXT(t.note[i].rule, "gguf.meta");
    arena_free(&a);
}

// llama-gguf-split writes "split.no" and no other metadata into all parts but
// the first; convert-llama2c-to-ggml writes -1 for a token that there is not.
TEST(accepts_what_writers_leave_out)
{
    struct arena a = {0};
    struct writer part = {.text = {.arena = &a}};
    struct writer none = {.text = {.arena = &a}};
    struct tensors t;

    for (uint64_t no = 0; no < 2; no++) {
        part = (struct writer){.text = {.arena = &a}};
        put_header(&part, 3, 0, 1);
        put_key(&part, VIEW("split.no"), 2);
        put(&part, no, 2);
        CHECK(!read_bytes(&a, text_view(&part.text), &t));
        CHECK_U64(t.note_count, no == 0);
    }
    put_header(&none, 3, 0, 3);
    put_key(&none, VIEW("general.architecture"), 8);
    put_text(&none, VIEW("llama"));
    put_key(&none, VIEW("tokenizer.ggml.tokens"), 9);
    put(&none, 8, 4);
    put(&none, 1, 8);
    put_text(&none, VIEW("a"));
    put_key(&none, VIEW("tokenizer.ggml.padding_token_id"), 4);
    put(&none, UINT32_MAX, 4);
    CHECK(!read_bytes(&a, text_view(&none.text), &t));
    CHECK_U64(t.note_count, 0);
    arena_free(&a);
}

TEST(tells_templates_that_are_no_texts)
{
    struct arena a = {0};
    struct writer w = {.text = {.arena = &a}};
    struct tensors t;

    put_header(&w, 3, 0, 3);
    put_key(&w, VIEW("general.architecture"), 8);
    put_text(&w, VIEW("llama"));
    put_key(&w, VIEW("tokenizer.chat_template.rag"), 9);
    put(&w, 8, 4);
    put(&w, 1, 8);
    put_text(&w, VIEW("{{ x.__class__ }}"));
    put_key(&w, VIEW("tokenizer.chat_templates"), 9); // the list of names
    put(&w, 8, 4);
    put(&w, 1, 8);
    put_text(&w, VIEW("rag"));
    CHECK(!read_bytes(&a, text_view(&w.text), &t));
    CHECK_U64(t.note_count, 1);
    CHECK_TEXT(t.note[0].rule, "gguf.meta");
    arena_free(&a);
}

// A file without tensors whose vocabulary is `token`, all of the kind `kind`.
static struct view vocabulary(struct arena *a, const char *const *token,
                              size_t count, uint32_t kind)
{
    struct writer w = {.text = {.arena = a}};

    put_header(&w, 3, 0, 3);
    put_key(&w, VIEW("general.architecture"), 8);
    put_text(&w, VIEW("llama"));
    put_key(&w, VIEW("tokenizer.ggml.tokens"), 9);
    put(&w, 8, 4);
    put(&w, count, 8);
    for (size_t i = 0; i < count; i++)
        put_text(&w, view_of(token[i]));
    put_key(&w, VIEW("tokenizer.ggml.token_type"), 9);
    put(&w, 5, 4);
    put(&w, count, 8);
    for (size_t i = 0; i < count; i++)
        put(&w, kind, 4);
    return text_view(&w.text);
}

// Source of the kinds and of the form of byte tokens: formats.md 2.
TEST(looks_at_the_texts_of_tokens)
{
    static const struct {
        const char *token[2];
        uint32_t kind;
        size_t notes;
        enum note_severity severity;
    } sample[] = {
        {{"a", "b"}, 1, 0, NOTE_PLAIN},
        {{"a", "a"}, 1, 1, NOTE_PLAIN},
        {{"", ""}, 1, 1, NOTE_PLAIN},
        {{"<0x00>", "<0xfF>"}, 6, 0, NOTE_PLAIN},
        {{"<0x00>", "<0xZZ>"}, 6, 1, NOTE_MALFORMED},
        {{"<0x0>", "<0x01>"}, 6, 1, NOTE_MALFORMED},
        {{"<0x001", "<0x01>"}, 6, 1, NOTE_MALFORMED},
        {{"<0x-1>", "<0xZZ>"}, 1, 0, NOTE_PLAIN},
    };

    for (size_t i = 0; i < sizeof sample / sizeof *sample; i++) {
        struct arena a = {0};
        struct tensors t;

        CHECK(!read_bytes(
            &a, vocabulary(&a, sample[i].token, 2, sample[i].kind), &t));
        CHECK_U64(t.note_count, sample[i].notes);
        for (size_t k = 0; k < t.note_count; k++) {
            CHECK_TEXT(t.note[k].rule, "gguf.meta");
            CHECK_U64(t.note[k].severity, sample[i].severity);
        }
        arena_free(&a);
    }
}

CHECK_MAIN(CHECK_CASE(looks_at_the_texts_of_tokens),
           CHECK_CASE(reads_metadata_and_tensors),
           CHECK_CASE(reads_big_endian_files_and_notes_it),
           CHECK_CASE(refuses_every_shorter_file_and_says_where),
           CHECK_CASE(reads_nothing_behind_a_value_that_cannot_be),
           CHECK_CASE(a_cut_file_is_told_with_the_bytes_that_are_missing),
           CHECK_CASE(refuses_a_count_before_allocating_by_it),
           CHECK_CASE(refuses_what_the_specification_does_not_allow),
           CHECK_CASE(refuses_tensors_that_end_behind_what_63_bits_count),
           CHECK_CASE(tells_what_is_beyond_its_limits),
           CHECK_CASE(refuses_keys_and_tensors_that_stand_twice),
           CHECK_CASE(reads_fronts_of_several_windows),
           CHECK_CASE(stops_at_arrays_in_arrays_in_arrays),
           CHECK_CASE(accepts_what_writers_leave_out),
           CHECK_CASE(tells_templates_that_are_no_texts),
           CHECK_CASE(notes_metadata_that_contradicts_itself))
