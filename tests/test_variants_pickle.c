// SPDX-License-Identifier: Apache-2.0
// Pickles put together from the opcode table of pickletools.py, one for each
// oddity of threats.md 3.3 to 3.7 and for what is nearly one.
#include "format/pickle.h"

#include "check.h"
#include "notes.h"

struct variant {
    const char *name;
    struct view bytes;
    enum note_severity worst; // or one of the same effect
    const char *rule[3];      // that must be told, or NULL
};

// clang-format off
static const struct variant pickles[] = {
    {"nm0",
     VIEW_INIT(
         "\200\4S'os'\nS'system'\n\223\214\4true\205R."),
     NOTE_DANGER, {"pickle.import.danger"}},
    {"nm1",
     VIEW_INIT(
         "\200\4T\2\0\0\0osU\6system\223\214\4true\205R."),
     NOTE_DANGER, {"pickle.import.danger"}},
    {"nm2",
     VIEW_INIT(
         "\200\4Vo\\u0073\nV\\u0073ystem\n\223\214\4true\205R."),
     NOTE_DANGER, {"pickle.import.danger"}},
    {"nm3",
     VIEW_INIT(
         "\200\4\215\2\0\0\0\0\0\0\0osX\6\0\0\0system\223\214\4true"
         "\205R."),
     NOTE_DANGER, {"pickle.import.danger"}},
    {"nm4",
     VIEW_INIT(
         "\200\4S'\\x6fs'\nS's\\171stem'\n\223\214\4true\205R."),
     NOTE_DANGER, {"pickle.import.danger"}},
    {"memo1",
     VIEW_INIT(
         "\200\4\214\2os\224\214\6system\22400h\0h\1\223\214\1t\205R."),
     NOTE_DANGER, {"pickle.import.danger"}},
    {"memo-gap",
     VIEW_INIT(
         "\200\4\214\1xq\0050\214\2os\2240\214\6systemq\0020h\1h\2\223"
         ")R."),
     NOTE_DANGER, {"pickle.import.danger"}},
    {"memo-over",
     VIEW_INIT(
         "\200\4\214\2osq\0010\214\6system\2240h\1h\1\223)R."),
     NOTE_REVIEW, {"pickle.import.unlisted"}},
    {"longput",
     VIEW_INIT(
         "\200\2\214\2osr\0\0\20\0000\214\6systemr\1\0\0\0000j\0\0\20"
         "\0j\1\0\0\0\223)R."),
     NOTE_DANGER, {"pickle.import.danger"}},
    {"popmark",
     VIEW_INIT(
         "\200\4(\214\1x(100\214\2os\214\6system\223)R."),
     NOTE_DANGER, {"pickle.import.danger"}},
    {"obj",
     VIEW_INIT(
         "\200\2(cos\nsystem\nX\4\0\0\0trueo."),
     NOTE_DANGER, {"pickle.import.danger"}},
    {"inst",
     VIEW_INIT(
         "(S'true'\nios\nsystem\n."),
     NOTE_DANGER, {"pickle.import.danger"}},
    {"newobj",
     VIEW_INIT(
         "\200\2cos\nsystem\n)\201."),
     NOTE_DANGER, {"pickle.import.danger"}},
    {"newobjex",
     VIEW_INIT(
         "\200\4cos\nsystem\n)}\222."),
     NOTE_DANGER, {"pickle.import.danger"}},
    {"justimport",
     VIEW_INIT(
         "\200\2cos\nsystem\n."),
     NOTE_DANGER, {"pickle.import.danger"}},
    {"popped",
     VIEW_INIT(
         "\200\2cos\nsystem\n0N."),
     NOTE_DANGER, {"pickle.import.danger"}},
    {"build",
     VIEW_INIT(
         "\200\2ccollections\nOrderedDict\n)R}X\1\0\0\0fcos\nsystem\ns"
         "b."),
     NOTE_DANGER, {"pickle.import.danger"}},
    {"dotted",
     VIEW_INIT(
         "\200\4\214\13collections\214\20_sys.modules.get\223."),
     NOTE_DANGER, {"pickle.import.danger"}},
    {"dynamic",
     VIEW_INIT(
         "\200\4ccollections\nOrderedDict\n)R\214\1x\223."),
     NOTE_DANGER, {"pickle.import.dynamic"}},
    {"ext0",
     VIEW_INIT(
         "\200\2\202\1."),
     NOTE_DANGER, {"pickle.ext"}},
    {"ext1",
     VIEW_INIT(
         "\200\2\203\1\0."),
     NOTE_DANGER, {"pickle.ext"}},
    {"ext2",
     VIEW_INIT(
         "\200\2\204\1\0\0\0."),
     NOTE_DANGER, {"pickle.ext"}},
    {"ext-0",
     VIEW_INIT(
         "\200\2\202\0."),
     NOTE_MALFORMED, {"pickle.malformed"}},
    {"extneg",
     VIEW_INIT(
         "\200\2\204\377\377\377\377."),
     NOTE_MALFORMED, {"pickle.malformed"}},
    {"trunc",
     VIEW_INIT(
         "\200\2cos\nsystem\n("),
     NOTE_DANGER, {"pickle.import.danger", "pickle.malformed"}},
    {"proto6",
     VIEW_INIT(
         "\200\2cos\nsystem\n\200\6N."),
     NOTE_DANGER, {"pickle.import.danger", "pickle.malformed"}},
    {"proto6b",
     VIEW_INIT(
         "\200\2\200\6N."),
     NOTE_MALFORMED, {"pickle.malformed"}},
    {"badop",
     VIEW_INIT(
         "\200\2cos\nsystem\n\377"),
     NOTE_DANGER, {"pickle.malformed"}},
    {"putneg",
     VIEW_INIT(
         "\200\2Np-1\n."),
     NOTE_MALFORMED, {"pickle.malformed"}},
    {"getneg",
     VIEW_INIT(
         "\200\2Np0\ng-1\n."),
     NOTE_MALFORMED, {NULL}},
    {"getmiss",
     VIEW_INIT(
         "\200\2h\5."),
     NOTE_MALFORMED, {"pickle.malformed"}},
    {"app-nonlist",
     VIEW_INIT(
         "\200\2}K\1a."),
     NOTE_MALFORMED, {"pickle.malformed"}},
    {"set-nondict",
     VIEW_INIT(
         "\200\2]K\1K\2s."),
     NOTE_MALFORMED, {"pickle.malformed"}},
    {"additems",
     VIEW_INIT(
         "\200\4](K\1\220."),
     NOTE_MALFORMED, {"pickle.malformed"}},
    {"odd",
     VIEW_INIT(
         "\200\2}(K\1u."),
     NOTE_MALFORMED, {"pickle.malformed"}},
    {"oddd",
     VIEW_INIT(
         "\200\2(K\1d."),
     NOTE_MALFORMED, {NULL}},
    {"emptystack",
     VIEW_INIT(
         "\200\2."),
     NOTE_MALFORMED, {"pickle.malformed"}},
    {"nomark",
     VIEW_INIT(
         "\200\2t."),
     NOTE_MALFORMED, {NULL}},
    {"leftover",
     VIEW_INIT(
         "\200\2K\1(K\2]."),
     NOTE_PLAIN, {NULL}},
    {"frame-ok",
     VIEW_INIT(
         "\200\4\225\3\0\0\0\0\0\0\0]\224."),
     NOTE_PLAIN, {NULL}},
    {"frame-nest",
     VIEW_INIT(
         "\200\4\225\15\0\0\0\0\0\0\0N\225\3\0\0\0\0\0\0\0000N."),
     NOTE_MALFORMED, {"pickle.frame"}},
    {"frame-cross",
     VIEW_INIT(
         "\200\4\225\3\0\0\0\0\0\0\0\214\6abcdef."),
     NOTE_MALFORMED, {"pickle.frame"}},
    {"frame-long",
     VIEW_INIT(
         "\200\4\225\377\0\0\0\0\0\0\0N."),
     NOTE_MALFORMED, {"pickle.frame"}},
    {"frame-hide",
     VIEW_INIT(
         "\200\4\225\2\0\0\0\0\0\0\0\214\32\200\2cos\nsystem\n(X\4\0\0"
         "\0truetR.."),
     NOTE_DANGER, {"pickle.frame", "pickle.import.danger"}},
    {"len32",
     VIEW_INIT(
         "\200\2X\377\377\377\177ab."),
     NOTE_MALFORMED, {"pickle.malformed"}},
    {"len64",
     VIEW_INIT(
         "\200\4\216\377\377\377\377\377\377\377\177ab."),
     NOTE_LIMIT, {"pickle.limit"}},
    {"bs-neg",
     VIEW_INIT(
         "\200\2T\377\377\377\377ab."),
     NOTE_MALFORMED, {NULL}},
    {"multi",
     VIEW_INIT(
         "\200\2}q\0(X\1\0\0\0aq\1K\1X\1\0\0\0bq\2]q\3(K\1K\2eu.\200\2"
         "}q\0(X\1\0\0\0aq\1K\1X\1\0\0\0bq\2]q\3(K\1K\2eu."),
     NOTE_PLAIN, {"pickle.multi"}},
    {"multi-evil",
     VIEW_INIT(
         "\200\2}q\0(X\1\0\0\0aq\1K\1X\1\0\0\0bq\2]q\3(K\1K\2eu.\200\2"
         "cos\nsystem\n(X\4\0\0\0truetR."),
     NOTE_DANGER, {"pickle.import.danger"}},
    {"multi3",
     VIEW_INIT(
         "\200\2}q\0(X\1\0\0\0aq\1K\1X\1\0\0\0bq\2]q\3(K\1K\2eu.\200\2"
         "}q\0(X\1\0\0\0aq\1K\1X\1\0\0\0bq\2]q\3(K\1K\2eu.\200\2cos\ns"
         "ystem\n(X\4\0\0\0truetR."),
     NOTE_DANGER, {"pickle.import.danger"}},
    {"trail0",
     VIEW_INIT(
         "\200\2}q\0(X\1\0\0\0aq\1K\1X\1\0\0\0bq\2]q\3(K\1K\2eu.\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\200\2cos\nsystem\n(X\4\0\0\0truetR."),
     NOTE_DANGER, {"pickle.trailing", "pickle.import.danger"}},
    {"trailj",
     VIEW_INIT(
         "\200\2}q\0(X\1\0\0\0aq\1K\1X\1\0\0\0bq\2]q\3(K\1K\2eu.junk!!"
         "junk!!junk!!junk!!junk!!junk!!junk!!junk!!junk!!junk!!junk!!"
         "junk!!junk!!junk!!junk!!junk!!junk!!junk!!junk!!junk!!\200\2"
         "cos\nsystem\n(X\4\0\0\0truetR."),
     NOTE_DANGER, {"pickle.trailing"}},
    {"trailp0",
     VIEW_INIT(
         "\200\2}q\0(X\1\0\0\0aq\1K\1X\1\0\0\0bq\2]q\3(K\1K\2eu.\0\0co"
         "s\nsystem\n(S'true'\ntR."),
     NOTE_DANGER, {"pickle.trailing", "pickle.import.danger"}},
    {"trailinst",
     VIEW_INIT(
         "\200\2}q\0(X\1\0\0\0aq\1K\1X\1\0\0\0bq\2]q\3(K\1K\2eu.\0\0(S"
         "'true'\nios\nsystem\n."),
     NOTE_DANGER, {"pickle.trailing"}},
    {"nested",
     VIEW_INIT(
         "\200\4C\32\200\2cos\nsystem\n(X\4\0\0\0truetR.."),
     NOTE_DANGER, {"pickle.nested"}},
    {"nested4",
     VIEW_INIT(
         "\200\4C\36abcd\200\2cos\nsystem\n(X\4\0\0\0truetR.."),
     NOTE_DANGER, {"pickle.nested"}},
    {"nested8",
     VIEW_INIT(
         "\200\4C\"abcdefgh\200\2cos\nsystem\n(X\4\0\0\0truetR.."),
     NOTE_DANGER, {"pickle.nested"}},
    {"nestedok",
     VIEW_INIT(
         "\200\4C#\200\2}q\0(X\1\0\0\0aq\1K\1X\1\0\0\0bq\2]q\3(K\1K\2e"
         "u.."),
     NOTE_PLAIN, {NULL}},
    {"nested-unicode",
     VIEW_INIT(
         "\200\2X\24\0\0\0cos\nsystem\n(S'x'\ntR.."),
     NOTE_DANGER, {"pickle.nested"}},
    {"nested-str",
     VIEW_INIT(
         "S'\\x80\\x02cos\\nsystem\\n(X\\x04\\x00\\x00\\x00truetR.'\n."),
     NOTE_DANGER, {"pickle.nested"}},
    {"persid",
     VIEW_INIT(
         "Pabc\n."),
     NOTE_REVIEW, {"pickle.persid"}},
    {"binpersid",
     VIEW_INIT(
         "\200\2K\1Q."),
     NOTE_REVIEW, {"pickle.persid"}},
    {"nextbuf",
     VIEW_INIT(
         "\200\5\227."),
     NOTE_REVIEW, {"pickle.persid"}},
    {"memo-limit",
     VIEW_INIT(
         "\200\2Nr\377\377\377\177."),
     NOTE_LIMIT, {"pickle.limit"}},
    {"memo-4M",
     VIEW_INIT(
         "\200\2Nr\0\0@\0."),
     NOTE_LIMIT, {"pickle.limit"}},
    {"memo-3M",
     VIEW_INIT(
         "\200\2Nr\0\0000\0."),
     NOTE_PLAIN, {NULL}},
    {"laughs",
     VIEW_INIT(
         "\200\2](K\1K\1K\1K\1K\1K\1K\1K\1K\1K\1eq\0](h\0h\0h\0h\0h\0h"
         "\0h\0h\0h\0h\0eq\1](h\1h\1h\1h\1h\1h\1h\1h\1h\1h\1eq\2](h\2h"
         "\2h\2h\2h\2h\2h\2h\2h\2h\2eq\3](h\3h\3h\3h\3h\3h\3h\3h\3h\3h"
         "\3eq\4](h\4h\4h\4h\4h\4h\4h\4h\4h\4h\4eq\5](h\5h\5h\5h\5h\5h"
         "\5h\5h\5h\5h\5eq\6](h\6h\6h\6h\6h\6h\6h\6h\6h\6h\6eq\7](h\7h"
         "\7h\7h\7h\7h\7h\7h\7h\7h\7eq\10](h\10h\10h\10h\10h\10h\10h"
         "\10h\10h\10h\10eq\11](h\11h\11h\11h\11h\11h\11h\11h\11h\11h"
         "\11eq\n](h\nh\nh\nh\nh\nh\nh\nh\nh\nh\neq\13](h\13h\13h\13h"
         "\13h\13h\13h\13h\13h\13h\13e."),
     NOTE_LIMIT, {"pickle.limit"}},
};
// clang-format on

static struct error *read_pickle(struct arena *a, const struct file *f,
                                 struct tensors *t)
{
    struct notes n = {.arena = a};
    struct error *e = pickle_scan(a, f, &n);

    notes_into(a, &n, t);
    return e;
}

// Usable, a person's decision, or refused: the classes of threats.md 1.
static int effect(enum note_severity s)
{
    return s == NOTE_PLAIN ? 0 : s == NOTE_REVIEW ? 1 : 2;
}

static void check_variant(const struct variant *v,
                          struct error *(*read)(struct arena *a,
                                                const struct file *f,
                                                struct tensors *t))
{
    struct arena a = {0};
    struct file f = file_of(v->bytes, view_of(v->name));
    struct tensors t = {0};
    enum note_severity worst = read(&a, &f, &t) ? NOTE_MALFORMED : NOTE_PLAIN;

    for (size_t i = 0; i < t.note_count; i++)
        if (t.note[i].severity > worst)
            worst = t.note[i].severity;
    if (effect(worst) != effect(v->worst) ||
        (v->worst == NOTE_DANGER && worst != NOTE_DANGER))
        check_fail(__FILE__, __LINE__, "%s: worst is %d, wanted %d", v->name,
                   worst, v->worst);
    for (size_t i = 0; i < 3 && v->rule[i]; i++)
        if (!tensors_noted(&t, v->rule[i]))
            check_fail(__FILE__, __LINE__, "%s: %s is not told", v->name,
                       v->rule[i]);
    arena_free(&a);
}

TEST(each_pickle_is_judged_as_python_would_load_it)
{
    for (size_t i = 0; i < sizeof pickles / sizeof *pickles; i++)
        check_variant(&pickles[i], read_pickle);
}

CHECK_MAIN(CHECK_CASE(each_pickle_is_judged_as_python_would_load_it))
