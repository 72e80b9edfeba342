// SPDX-License-Identifier: Apache-2.0
// Walks the bytes once, with a stack of its own instead of recursion. Source of
// the grammar: RFC 8259, sections 2 to 7.
#include "format/json.h"

#include "base/map.h"
#include "base/text.h"
#include "base/unicode.h"

#include <inttypes.h>
#include <math.h>

// An open array or object.
struct level {
    struct json_value *container;
    struct json_value *last;   // its newest element that is kept
    struct json_value *before; // the kept one before it, or NULL
    size_t names;              // how many there were before its own
    bool keep;                 // what stands in it, whatever its key
};

// A name of an object that is open.
struct name {
    uint32_t hash;
    uint32_t at; // behind its first quote
};

enum { NAMES_AT_ONCE = 4096 };

struct parser {
    struct arena *arena;
    struct view path;
    const char *begin, *at, *end;
    struct json *out;
    struct json_oddities *odd;        // NULL: the strict reading
    const struct json_filter *filter; // NULL: all is kept
    struct json_value *spare; // nodes taken from the arena, not yet used
    size_t spare_count, batch;
    struct json_value *unused[JSON_MAX_DEPTH]; // nodes that were given back
    size_t unused_count;
    size_t depth, most_depth, values;
    struct json_value *duplicate;
    struct arena own;   // what goes when the document was read
    struct name **name; // NAMES_AT_ONCE in each
    size_t name_blocks, names;
    char *passing; // a text that is not kept
    size_t passing_room;
    struct level level[JSON_MAX_DEPTH];
};

// Messages

static uint64_t offset_of(const struct parser *p)
{
    return (uint64_t)(p->at - p->begin);
}

// The place of the next byte. A file of one line (they can be megabytes long)
// has no use for a line number.
static struct place here(const struct parser *p)
{
    struct view read = {p->begin, (size_t)offset_of(p)};
    uint32_t line = json_line(read, read.len);

    return (struct place){p->path, offset_of(p), line > 1 ? line : 0};
}

// The next byte or character in words.
static struct view found(const struct parser *p)
{
    struct view left = {p->at, (size_t)(p->end - p->at)};
    struct text t = {.arena = p->arena};
    uint32_t c;

    if (!left.len)
        return VIEW("the file ends");
    size_t len = utf8_next(left, &c);
    text_add(&t, VIEW("found '"));
    text_escaped(&t, view_head(left, len ? len : 1));
    text_add(&t, VIEW("'"));
    return text_view(&t);
}

static MUST_USE struct error *wanted(const struct parser *p, const char *what)
{
    struct view is = found(p);

    return error_new(p->arena, ERROR_INPUT, here(p),
                     VIEW_FMT " where JSON wants %s", VIEW_ARG(is), what);
}

// What is wrong, for one who inspects; `e` says it.
static struct error *at_fault(struct parser *p, enum json_fault fault,
                              struct error *e)
{
    if (p->odd && e)
        p->odd->fault = fault;
    return e;
}

static void note_odd(struct json_oddity *o, uint64_t offset)
{
    if (!o->count++)
        o->offset = offset;
}

// Strings

// Eight bytes at once: the top bit of each lane of `mask` that holds a quote, a
// backslash, a control or a byte above ASCII is set, and of lanes after the
// first such one perhaps too.
static uint64_t special_lanes(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101;
    uint64_t quote = (word ^ ones * '"') - ones;
    uint64_t backslash = (word ^ ones * '\\') - ones;
    uint64_t control = word - ones * 0x20;

    return (word | quote | backslash | control) & ones * 0x80;
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "the first byte of a word must be its lowest lane");

// The first byte from `at` on that needs a look.
static const char *after_plain(const char *at, const char *end)
{
    while (end - at >= 8) {
        uint64_t word;

        memcpy(&word, at, 8);
        uint64_t lanes = special_lanes(word);
        if (lanes)
            return at + __builtin_ctzll(lanes) / 8;
        at += 8;
    }
    while (at < end && is_plain((unsigned char)*at))
        at++;
    return at;
}

static char peek(const struct parser *p)
{
    if (p->at == p->end)
        return '\0';
    return *p->at;
}

// Steps over the escape at p->at, which is a backslash.
static struct error *skip_escape(struct parser *p)
{
    p->at++;
    char c = peek(p);
    if (c != 'u') {
        if (!c || !strchr("\"\\/bfnrt", c))
            return wanted(p, "one of \" \\ / b f n r t u after a backslash");
        p->at++;
        return NULL;
    }
    p->at++;
    for (int i = 0; i < 4; i++) {
        if (ascii_hex(peek(p)) < 0)
            return wanted(p, "four hexadecimal digits after \\u");
        p->at++;
    }
    return NULL;
}

static uint32_t four_hex(const char *at)
{
    uint32_t c = 0;

    for (int i = 0; i < 4; i++)
        c = c << 4 | (uint32_t)ascii_hex(at[i]);
    return c;
}

static bool between(uint32_t c, uint32_t low, uint32_t high)
{
    return c >= low && c <= high;
}

// Decodes what follows "\u" at `at`; gives where it ends. Half a surrogate
// pair is no character: it becomes U+FFFD.
static const char *decode_u(struct parser *p, const char *at, const char *end,
                            char **to)
{
    uint32_t c = four_hex(at);
    uint64_t offset = (uint64_t)(at - 2 - p->begin);

    at += 4;
    if (between(c, 0xd800, 0xdbff) && end - at >= 6 && at[0] == '\\' &&
        at[1] == 'u' && between(four_hex(at + 2), 0xdc00, 0xdfff)) {
        c = 0x10000 + ((c - 0xd800) << 10) + (four_hex(at + 2) - 0xdc00);
        at += 6;
    }
    if (p->odd && c == 0)
        note_odd(&p->odd->nul, offset);
    if (p->odd && between(c, 0xd800, 0xdfff))
        note_odd(&p->odd->surrogate, offset);
    *to += utf8_put(*to, between(c, 0xd800, 0xdfff) ? 0xfffd : c);
    return at;
}

// Of `len` bytes; what is not to be kept is good until the next one.
static char *text_room(struct parser *p, size_t len, bool keep)
{
    if (keep)
        return arena_alloc(p->arena, len);
    if (len > p->passing_room) {
        p->passing_room = 2 * len;
        p->passing = arena_alloc(&p->own, p->passing_room);
    }
    return p->passing;
}

// `raw`, whose escapes were checked, decoded. No escape is shorter than what it
// stands for.
static struct view decoded(struct parser *p, struct view raw, bool keep)
{
    static const char letter[] = "\"\\/bfnrt", meaning[] = "\"\\/\b\f\n\r\t";
    char *begin = text_room(p, raw.len, keep), *to = begin;
    const char *at = raw.at, *end = raw.at + raw.len;

    while (at < end) {
        const char *hit = memchr(at, '\\', (size_t)(end - at));
        size_t plain = (size_t)((hit ? hit : end) - at);

        memcpy(to, at, plain);
        to += plain;
        if (!hit)
            break;
        at = hit + 2;
        if (hit[1] == 'u')
            at = decode_u(p, at, end, &to);
        else
            *to++ = meaning[strchr(letter, hit[1]) - letter];
    }
    return (struct view){begin, (size_t)(to - begin)};
}

// Reads the string whose first quote is at p->at. One that is not to be kept is
// good until the next.
static struct error *read_string(struct parser *p, bool keep, struct view *out)
{
    const char *from = ++p->at;
    bool escapes = false;

    *out = (struct view){0};
    for (;;) {
        p->at = after_plain(p->at, p->end);
        if (p->at == p->end)
            return error_new(p->arena, ERROR_INPUT, here(p),
                             "the file ends inside the string that begins at "
                             "byte %td",
                             from - 1 - p->begin);
        char c = *p->at;
        if (c == '"')
            break;
        if (c == '\\') {
            escapes = true;
            TRY(skip_escape(p));
            continue;
        }
        if ((unsigned char)c < 0x20)
            return wanted(p, "an escape such as \\n inside a string");
        uint32_t ignored;
        size_t len =
            utf8_next((struct view){p->at, (size_t)(p->end - p->at)}, &ignored);
        if (!len)
            return at_fault(
                p, JSON_ENCODING,
                error_new(p->arena, ERROR_INPUT, here(p),
                          "the string that begins at byte %td is not UTF-8 "
                          "here",
                          from - 1 - p->begin));
        p->at += len;
    }
    *out = (struct view){from, (size_t)(p->at - from)};
    p->at++;
    if (escapes)
        *out = decoded(p, *out, keep);
    return NULL;
}

// Numbers

static struct error *skip_digits(struct parser *p, const char *what)
{
    if (!ascii_digit(peek(p)))
        return wanted(p, what);
    while (ascii_digit(peek(p)))
        p->at++;
    return NULL;
}

static struct error *read_number(struct parser *p, struct view *out)
{
    const char *from = p->at;

    if (*p->at == '-')
        p->at++;
    if (peek(p) == '0') {
        p->at++;
        if (ascii_digit(peek(p)))
            return wanted(p, "no further digit after a leading 0");
    } else {
        TRY(skip_digits(p, "a digit after the minus sign"));
    }
    if (peek(p) == '.') {
        p->at++;
        TRY(skip_digits(p, "a digit after the decimal point"));
    }
    if (peek(p) == 'e' || peek(p) == 'E') {
        p->at++;
        if (peek(p) == '+' || peek(p) == '-')
            p->at++;
        TRY(skip_digits(p, "a digit in the exponent"));
    }
    *out = (struct view){from, (size_t)(p->at - from)};
    return NULL;
}

// Words that JavaScript and Python write where a number is none.
static bool skip_not_number(struct parser *p)
{
    static const struct view words[] = {VIEW_INIT("NaN"), VIEW_INIT("Infinity"),
                                        VIEW_INIT("-Infinity")};
    struct view left = {p->at, (size_t)(p->end - p->at)};

    for (size_t i = 0; p->odd && i < sizeof words / sizeof *words; i++) {
        if (!view_starts(left, words[i]))
            continue;
        note_odd(i ? &p->odd->infinite : &p->odd->not_number, offset_of(p));
        p->at += words[i].len;
        return true;
    }
    return false;
}

enum { LONGEST_INTEGER = 19, LONGEST_DOUBLE = 309 };

// Readers that hold numbers in a double read another one than those that count
// digits: a long integer that is no double, or a number beyond all doubles.
static bool is_inexact(const struct json_value *v)
{
    char read[LONGEST_DOUBLE + 2];
    struct view digits = view_from(v->text, v->text.at[0] == '-');
    double d;

    bool power = byte_in('e', digits) || byte_in('E', digits);

    if (digits.len <= LONGEST_INTEGER && !power)
        return false;
    if (!json_double(v, &d))
        return true;
    if (power || byte_in('.', digits))
        return false;
    int len = snprintf(read, sizeof read, "%.0f", fabs(d));
    return !view_eq(digits, (struct view){read, (size_t)len});
}

// Values

enum { FIRST_BATCH = 8, LARGEST_BATCH = 2048 };

static struct json_value *new_value(struct parser *p)
{
    if (p->unused_count) {
        struct json_value *v = p->unused[--p->unused_count];

        *v = (struct json_value){0};
        return v;
    }
    if (!p->spare_count) {
        p->batch = p->batch ? p->batch * 2 : FIRST_BATCH;
        if (p->batch > LARGEST_BATCH)
            p->batch = LARGEST_BATCH;
        p->spare = ARENA_NEW(p->arena, struct json_value, p->batch);
        p->spare_count = p->batch;
    }
    p->spare_count--;
    return p->spare++;
}

static struct json_value *add_value(struct parser *p, struct view key)
{
    struct json_value *v = new_value(p);

    v->key = key;
    v->offset = offset_of(p);
    if (!p->depth) {
        p->out->root = v;
        return v;
    }
    struct level *l = &p->level[p->depth - 1];
    if (l->last)
        l->last->next = v;
    else
        l->container->child = v;
    l->before = l->last;
    l->last = v;
    return v;
}

// Takes back the newest element of the innermost container.
static void drop_value(struct parser *p)
{
    struct level *l = &p->level[p->depth - 1];

    p->unused[p->unused_count++] = l->last;
    p->values--;
    l->last = l->before;
    if (l->last)
        l->last->next = NULL;
    else
        l->container->child = NULL;
}

static struct error *open_container(struct parser *p, struct json_value *v,
                                    bool keep)
{
    if (p->depth == p->most_depth)
        return at_fault(
            p, JSON_DEEP,
            error_new(p->arena, ERROR_INPUT, here(p),
                      "arrays and objects are nested deeper than %zu levels",
                      p->most_depth));
    p->at++;
    p->level[p->depth++] =
        (struct level){.container = v, .names = p->names, .keep = keep};
    return NULL;
}

static struct error *read_literal(struct parser *p, struct json_value *v)
{
    static const struct {
        struct view word;
        enum json_kind kind;
    } literals[] = {
        // clang-format off
        {VIEW_INIT("null"), JSON_NULL},
        {VIEW_INIT("true"), JSON_TRUE},
        {VIEW_INIT("false"), JSON_FALSE},
        // clang-format on
    };
    struct view left = {p->at, (size_t)(p->end - p->at)};

    for (size_t i = 0; i < sizeof literals / sizeof *literals; i++) {
        if (view_starts(left, literals[i].word)) {
            v->kind = literals[i].kind;
            p->at += literals[i].word.len;
            return NULL;
        }
    }
    return wanted(p, "a value");
}

static struct error *read_scalar(struct parser *p, struct json_value *v,
                                 bool keep)
{
    char c = peek(p);

    if (c == '"') {
        v->kind = JSON_STRING;
        TRY(read_string(p, keep, &v->text));
    } else if (skip_not_number(p)) {
        v->kind = JSON_NULL;
    } else if (c == '-' || ascii_digit(c)) {
        v->kind = JSON_NUMBER;
        TRY(read_number(p, &v->text));
        if (p->odd && is_inexact(v))
            note_odd(&p->odd->inexact, v->offset);
    } else {
        TRY(read_literal(p, v));
    }
    v->end = (uint32_t)offset_of(p);
    return NULL;
}

// A value that is not kept itself: of an array or object only for as long as it
// is open, and longer if something in it is.
static struct error *read_value(struct parser *p, struct view key, bool keep)
{
    struct json_value passing, *v = &passing;
    char c = peek(p);
    bool container = c == '{' || c == '[';

    if (keep || container) {
        if (p->values++ == JSON_MAX_VALUES)
            return at_fault(
                p, JSON_MANY,
                error_new(p->arena, ERROR_INPUT, here(p),
                          "holds more than %d values, too many to read",
                          JSON_MAX_VALUES));
        v = add_value(p, key);
    } else {
        passing.offset = offset_of(p);
    }
    if (p->depth)
        p->level[p->depth - 1].container->count++;
    if (container) {
        v->kind = c == '{' ? JSON_OBJECT : JSON_ARRAY;
        return open_container(p, v, keep);
    }
    TRY(read_scalar(p, v, keep));
    if (p->depth)
        p->level[p->depth - 1].container->numbers += v->kind == JSON_NUMBER;
    return NULL;
}

// Names that stand twice

static struct name *name_at(const struct parser *p, size_t i)
{
    return &p->name[i / NAMES_AT_ONCE][i % NAMES_AT_ONCE];
}

static void add_name(struct parser *p, struct view name, uint64_t at)
{
    if (p->names == p->name_blocks * NAMES_AT_ONCE)
        *LIST_ADD(&p->own, p->name, p->name_blocks) =
            ARENA_NEW(&p->own, struct name, NAMES_AT_ONCE);
    *name_at(p, p->names++) =
        (struct name){(uint32_t)map_hash(name), (uint32_t)at};
}

// The bytes of a name that was read, between its quotes.
static struct view raw_name(const struct parser *p, const struct name *n)
{
    const char *from = p->begin + n->at, *end = from;

    while (*end != '"')
        end += *end == '\\' ? 2 : 1;
    return (struct view){from, (size_t)(end - from)};
}

static struct view plain_name(struct parser *p, const struct name *n)
{
    struct view raw = raw_name(p, n);
    struct json_oddities *odd = p->odd;

    if (!byte_in('\\', raw))
        return raw;
    p->odd = NULL; // what is odd in it was noted
    raw = decoded(p, raw, true);
    p->odd = odd;
    return raw;
}

static bool same_name(struct parser *p, const struct name *a,
                      const struct name *b)
{
    return a->hash == b->hash && view_eq(plain_name(p, a), plain_name(p, b));
}

// Where the value of `n` begins.
static uint64_t value_of_name(const struct parser *p, const struct name *n)
{
    struct view raw = raw_name(p, n);
    const char *at = raw.at + raw.len + 1;

    while (byte_in(*at, VIEW(" \n\r\t:")))
        at++;
    return (uint64_t)(at - p->begin);
}

static void note_duplicate(struct parser *p, const struct name *n)
{
    uint64_t offset = value_of_name(p, n);

    p->out->duplicates++;
    if (p->out->duplicate && p->out->duplicate->offset < offset)
        return;
    if (!p->duplicate)
        p->duplicate = ARENA_NEW(p->arena, struct json_value, 1);
    p->duplicate->key = plain_name(p, n);
    p->duplicate->offset = offset;
    p->out->duplicate = p->duplicate;
}

// Up to this many members each is compared with each.
enum { FEW_MEMBERS = 16 };

// The names from `first` on are those of one object.
static void compare_each(struct parser *p, size_t first)
{
    for (size_t i = first; i < p->names; i++)
        for (size_t k = first; k < i; k++)
            if (same_name(p, name_at(p, i), name_at(p, k))) {
                note_duplicate(p, name_at(p, i));
                break;
            }
}

// The same of many.
static void compare_hashed(struct parser *p, size_t first)
{
    struct arena scratch = {0};
    size_t slots = 64, count = p->names - first;

    while (slots / 4 * 3 <= count)
        slots *= 2;
    uint32_t *slot = ARENA_NEW(&scratch, uint32_t, slots); // 1 + which
    for (size_t i = 0; i < count; i++) {
        const struct name *n = name_at(p, first + i);
        size_t at = n->hash & (slots - 1);

        while (slot[at] && !same_name(p, name_at(p, first + slot[at] - 1), n))
            at = (at + 1) & (slots - 1);
        if (slot[at])
            note_duplicate(p, n);
        else
            slot[at] = (uint32_t)i + 1;
    }
    arena_free(&scratch);
}

// The document

static void skip_blanks(struct parser *p)
{
    while (p->at < p->end && (*p->at == ' ' || *p->at == '\n' ||
                              *p->at == '\r' || *p->at == '\t'))
        p->at++;
}

static void close_container(struct parser *p)
{
    const struct level *l = &p->level[--p->depth];
    struct json_value *v = l->container;

    p->at++;
    v->end = (uint32_t)offset_of(p);
    if (p->names - l->names > FEW_MEMBERS)
        compare_hashed(p, l->names);
    else
        compare_each(p, l->names);
    p->names = l->names;
    if (p->depth && !l->keep && !v->child)
        drop_value(p);
}

static struct error *read_name(struct parser *p, bool first, bool keep,
                               struct view *out)
{
    uint64_t at = offset_of(p) + 1;

    if (peek(p) != '"')
        return wanted(p, first ? "a name in double quotes or '}'"
                               : "a name in double quotes");
    TRY(read_string(p, keep, out));
    add_name(p, *out, at);
    skip_blanks(p);
    if (peek(p) != ':')
        return wanted(p, "':' after a name");
    p->at++;
    skip_blanks(p);
    return NULL;
}

// The next element of the innermost container, or its end.
static struct error *step(struct parser *p)
{
    const struct level *l = &p->level[p->depth - 1];
    const struct json_value *container = l->container;
    bool object = container->kind == JSON_OBJECT, first = !container->count;
    bool keep = l->keep;
    struct view key = {0};

    skip_blanks(p);
    if (peek(p) == (object ? '}' : ']')) {
        close_container(p);
        return NULL;
    }
    if (!first) {
        if (peek(p) != ',')
            return wanted(p, object ? "',' or '}'" : "',' or ']'");
        p->at++;
        skip_blanks(p);
    }
    if (object) {
        TRY(read_name(p, first, keep, &key));
        keep = keep || p->filter->wants(p->filter->context, key);
        if (key.at == p->passing && (keep || byte_in(peek(p), VIEW("{["))))
            key = arena_copy(p->arena, key);
    }
    return read_value(p, key, keep);
}

static struct error *read_document(struct parser *p)
{
    struct view bytes = {p->begin, (size_t)(p->end - p->begin)};
    struct view mark = VIEW("\xef\xbb\xbf");

    if (view_starts(bytes, mark)) {
        if (!p->odd)
            return error_new(p->arena, ERROR_INPUT, here(p),
                             "begins with a byte order mark, which JSON does "
                             "not allow: save it as UTF-8 without one");
        note_odd(&p->odd->bom, 0);
        p->at += mark.len;
    }
    skip_blanks(p);
    bool scalar = !byte_in(peek(p), VIEW("{["));
    TRY(read_value(p, (struct view){0}, !p->filter || scalar));
    while (p->depth)
        TRY(step(p));
    skip_blanks(p);
    if (p->at < p->end)
        return at_fault(p, JSON_TRAILING, wanted(p, "nothing after the value"));
    return NULL;
}

// `odd`: NULL for the strict reading; `filter`: NULL for all.
static struct error *read_bytes(struct arena *a, struct view bytes,
                                struct view path,
                                const struct json_filter *filter,
                                struct json *out, struct json_oddities *odd)
{
    *out = (struct json){0};
    if (bytes.len > UINT32_MAX) // so that a count fits
        return error_new(a, ERROR_INPUT, (struct place){.path = path},
                         "is larger than 4 GiB, too large for a JSON file");
    if (!bytes.len)
        bytes.at = "";
    struct parser *p = ARENA_NEW(a, struct parser, 1);
    p->arena = a;
    p->path = path;
    p->begin = p->at = bytes.at;
    p->end = bytes.at + bytes.len;
    p->out = out;
    p->odd = odd;
    p->filter = filter;
    p->most_depth = odd ? JSON_INSPECT_DEPTH : JSON_MAX_DEPTH;
    struct error *e = read_document(p);
    arena_free(&p->own);
    return e;
}

struct error *json_read(struct arena *a, struct view bytes, struct view path,
                        struct json *out)
{
    struct error *e = read_bytes(a, bytes, path, NULL, out, NULL);

    if (e)
        *out = (struct json){0};
    return e;
}

struct error *json_inspect(struct arena *a, struct view bytes, struct view path,
                           struct json *out, struct json_oddities *odd)
{
    return json_inspect_part(a, bytes, path, NULL, out, odd);
}

struct error *json_inspect_part(struct arena *a, struct view bytes,
                                struct view path,
                                const struct json_filter *filter,
                                struct json *out, struct json_oddities *odd)
{
    *odd = (struct json_oddities){0};
    struct error *e = read_bytes(a, bytes, path, filter, out, odd);

    if (e && odd->fault == JSON_WHOLE)
        odd->fault =
            utf8_fault(bytes) == SIZE_MAX ? JSON_GRAMMAR : JSON_ENCODING;
    return e;
}

// Answers

const struct json_value *json_get(const struct json_value *object,
                                  struct view key)
{
    const struct json_value *last = NULL;

    if (!object || object->kind != JSON_OBJECT)
        return NULL;
    for (const struct json_value *v = object->child; v; v = v->next)
        if (view_eq(v->key, key))
            last = v;
    return last;
}

bool json_walk_next(struct json_walk *w)
{
    if (w->at->child && w->depth < JSON_MAX_DEPTH) {
        w->above[w->depth++] = w->at;
        w->at = w->at->child;
        return true;
    }
    while (w->depth && !w->at->next)
        w->at = w->above[--w->depth];
    if (!w->depth)
        return false;
    w->at = w->at->next;
    return true;
}

bool json_string(const struct json_value *v, struct view *out)
{
    *out = v && v->kind == JSON_STRING ? v->text : (struct view){0};
    return v && v->kind == JSON_STRING;
}

bool json_bool(const struct json_value *v, bool *out)
{
    *out = v && v->kind == JSON_TRUE;
    return v && (v->kind == JSON_TRUE || v->kind == JSON_FALSE);
}

// A number taken apart: digits * 10^exponent, without needless zeros at either
// end; no digits is 0.
struct decimal {
    bool negative;
    struct view whole, fraction; // as written
    int64_t exponent;            // as written, at most +-EXPONENT_MAX
};

enum { EXPONENT_MAX = 1 << 30 };

static struct decimal decimal_of(struct view text)
{
    struct decimal d = {.negative = view_starts(text, VIEW("-"))};
    size_t e = 0;
    struct view rest;

    text = view_from(text, d.negative);
    while (e < text.len && text.at[e] != 'e' && text.at[e] != 'E')
        e++;
    d.whole = view_cut(view_head(text, e), '.', &d.fraction);
    if (!d.fraction.len)
        d.fraction = VIEW("");
    rest = view_from(text, e + 1);
    bool minus = view_starts(rest, VIEW("-"));
    rest = view_from(rest, minus || view_starts(rest, VIEW("+")));
    for (size_t i = 0; i < rest.len && d.exponent < EXPONENT_MAX; i++)
        d.exponent = d.exponent * 10 + (rest.at[i] - '0');
    if (minus)
        d.exponent = -d.exponent;
    return d;
}

static size_t digit_count(const struct decimal *d)
{
    return d->whole.len + d->fraction.len;
}

static char digit_at(const struct decimal *d, size_t i)
{
    if (i < d->whole.len)
        return d->whole.at[i];
    return d->fraction.at[i - d->whole.len];
}

// First digit that is not 0; one past the last one; *power of ten of the last.
static size_t significant(const struct decimal *d, size_t *end, int64_t *power)
{
    size_t from = 0;

    *end = digit_count(d);
    while (from < *end && digit_at(d, from) == '0')
        from++;
    while (*end > from && digit_at(d, *end - 1) == '0')
        (*end)--;
    *power = d->exponent + (int64_t)d->whole.len - (int64_t)*end;
    return from;
}

bool json_u64(const struct json_value *v, uint64_t *out)
{
    size_t end;
    int64_t power;
    uint64_t n = 0;

    *out = 0;
    if (!v || v->kind != JSON_NUMBER)
        return false;
    struct decimal d = decimal_of(v->text);
    size_t from = significant(&d, &end, &power);
    if (from == end)
        return true;
    if (d.negative || power < 0 || power > 19)
        return false;
    for (size_t i = from; i < end + (size_t)power; i++) {
        uint64_t digit = i < end ? (uint64_t)(digit_at(&d, i) - '0') : 0;

        if (__builtin_mul_overflow(n, 10, &n) ||
            __builtin_add_overflow(n, digit, &n))
            return false;
    }
    *out = n;
    return true;
}

// More digits than this decide nothing in a double (767 can be needed); that
// some were cut is told by a last digit 1.
enum { DOUBLE_DIGITS = 800 };

bool json_double(const struct json_value *v, double *out)
{
    char digits[DOUBLE_DIGITS + 40];
    size_t end, len = 0;
    int64_t power;

    *out = 0;
    if (!v || v->kind != JSON_NUMBER)
        return false;
    struct decimal d = decimal_of(v->text);
    size_t from = significant(&d, &end, &power);
    if (d.negative)
        digits[len++] = '-';
    for (size_t i = from; i < end && i - from < DOUBLE_DIGITS; i++)
        digits[len++] = digit_at(&d, i);
    if (end - from > DOUBLE_DIGITS) {
        digits[len - 1] = '1';
        power += (int64_t)(end - from - DOUBLE_DIGITS);
    }
    // Written without a decimal point, which differs between locales.
    snprintf(digits + len, sizeof digits - len, "%se%" PRId64,
             from == end ? "0" : "", power);
    double number = strtod(digits, NULL);
    if (!isfinite(number))
        return false;
    *out = number;
    return true;
}

uint32_t json_line(struct view bytes, uint64_t offset)
{
    struct view left = view_head(bytes, (size_t)offset);
    uint32_t line = 1;
    const char *hit;

    while (left.len && (hit = memchr(left.at, '\n', left.len))) {
        line++;
        left = view_from(left, (size_t)(hit - left.at) + 1);
    }
    return line;
}
