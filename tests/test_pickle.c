// SPDX-License-Identifier: Apache-2.0
// Pickles written by hand from the opcode table of pickletools.py; each attack
// was published or is described in threats.md 3.8. The commands are harmless
// and are never run.
#include "base/text.h"
#include "format/pickle.h"

#include "check.h"
#include "notes.h"

static struct notes scan(struct arena *a, struct view bytes)
{
    struct file f = file_of(bytes, VIEW("t.pkl"));
    struct notes n = {.arena = a};

    CHECK(!pickle_scan(a, &f, &n));
    return n;
}

TEST(reads_values_of_every_plain_kind)
{
    struct arena a = {0};
    struct notes n = {.arena = &a};
    struct pickle_reader p;
    struct pickle out;

    // {"a": [1, -2, 1.5, None, True, (258,)]}
    CHECK(!pickle_reader_open(&a, &n, &p));
    p.container = true; // whose values are kept
    pickle_read(&p,
                VIEW("\x80\2}X\1\0\0\0a](K\1J\xfe\xff\xff\xffG\x3f\xf8\0\0\0\0"
                     "\0\0N\x88M\2\1\x85"
                     "es."),
                0, &out);
    CHECK(out.whole);
    CHECK_U64(n.note_count, 0);
    CHECK_U64(pickle_kind(out.root), PICKLE_DICT);
    CHECK_TEXT(pickle_text(pickle_item(out.root, 0)), "a");
    struct pickle_value list = pickle_item(out.root, 1);
    CHECK_U64(pickle_items(list).item_count, 6);
    CHECK(pickle_int(pickle_item(list, 1)) == -2);
    CHECK_U64(pickle_kind(pickle_item(list, 2)), PICKLE_FLOAT);
    CHECK_U64(pickle_kind(pickle_item(list, 3)), PICKLE_NONE);
    CHECK_U64(pickle_kind(pickle_item(list, 4)), PICKLE_BOOL);
    CHECK_U64((uint64_t)pickle_int(pickle_item(pickle_item(list, 5), 0)), 258);
    arena_free(&a);
}

TEST(tells_every_way_to_import_and_call)
{
    static const struct {
        struct view bytes;
        const char *rule;
        uint64_t offset;
    } attack[] = {
        // GLOBAL and REDUCE
        {VIEW_INIT("cos\nsystem\n(S'true'\ntR."), "pickle.import.danger", 0},
        // STACK_GLOBAL
        {VIEW_INIT("\x80\4\x8c\2os\x8c\6system\x93\x8c\4true\x85R."),
         "pickle.import.danger", 14},
        // names out of the memo, the order of the strings turned around
        {VIEW_INIT("\x80\4\x8c\6system\x94\x8c\2os\x94"
                   "00h\1h\0\x93)R."),
         "pickle.import.danger", 22},
        // INST and OBJ
        {VIEW_INIT("(S'true'\nios\nsystem\n."), "pickle.import.danger", 9},
        {VIEW_INIT("(cos\nsystem\nS'true'\no."), "pickle.import.danger", 1},
        // the import alone, dropped again
        {VIEW_INIT("cos\nsystem\n0N."), "pickle.import.danger", 0},
        // escapes in the names
        {VIEW_INIT("V\\u006fs\nS'sys\\x74em'\n\x93)R."), "pickle.import.danger",
         22},
        // a path through an innocent module
        {VIEW_INIT("\x80\4\x8c\7pathlib\x8c\11os.system\x93)R."),
         "pickle.import.danger", 22},
        // a name that a call computes
        {VIEW_INIT("\x80\4\x8c\2os\x8c\10builtins\x8c\3str\x93\x8c\6system"
                   "\x85R\x93)R."),
         "pickle.import.dynamic", 32},
        // the registry of extensions
        {VIEW_INIT("\x80\2\x82\1)R."), "pickle.ext", 2},
        // behind the end
        {VIEW_INIT("N.\0\0\0cos\nsystem\n)R."), "pickle.trailing", 5},
        // in a constant
        {VIEW_INIT("\x80\3C\x0e"
                   "cos\nsystem\n)R.."),
         "pickle.nested", 2},
        // in the second of the pickles of a constant
        {VIEW_INIT("\x80\3C\x14"
                   "\x80\2]Na.cos\nsystem\n)R.."),
         "pickle.nested", 2},
        // something nobody listed is for a person to look at
        {VIEW_INIT("cmy.models\nNet\n)R."), "pickle.import.unlisted", 0},
    };

    for (size_t i = 0; i < sizeof attack / sizeof *attack; i++) {
        struct arena a = {0};
        struct notes n = scan(&a, arena_copy(&a, attack[i].bytes));
        bool found = false;

        for (size_t k = 0; k < n.note_count; k++)
            found =
                found || (view_eq(n.note[k].rule, view_of(attack[i].rule)) &&
                          n.note[k].offset == attack[i].offset);
        CHECK(found);
        if (!found)
            printf("    attack %zu, %s\n", i, attack[i].rule);
        arena_free(&a);
    }
}

TEST(lists_what_was_imported_before_a_fault_and_in_later_pickles)
{
    struct arena a = {0};
    struct notes n = scan(
        &a, VIEW("cos\nsystem\n)R.cposix\nsystem\n)R.cnt\nsystem\n)R\xff"));
    size_t dangers = 0;

    for (size_t i = 0; i < n.note_count; i++)
        dangers += view_eq(n.note[i].rule, VIEW("pickle.import.danger"));
    CHECK_U64(dangers, 3);
    CHECK(noted(&n, "pickle.multi"));
    CHECK(noted(&n, "pickle.malformed"));
    arena_free(&a);
}

// Each was found by tests/differential/pickles.py: CPython 3.11 asks for the
// import behind it.
TEST(sees_what_stands_behind_oddities_that_the_loader_takes)
{
    static const struct view oddity[] = {
        VIEW_INIT("(](e"),                       // nothing, put into a list
        VIEW_INIT("K\1(e"),                      // and into a number
        VIEW_INIT("K\1(\x90"),                   // no set items in a number
        VIEW_INIT("]K\1aK\0K\2s"),               // a list's item by its number
        VIEW_INIT("\x96\1\0\0\0\0\0\0\0a(K\1e"), // a byte, appended
        VIEW_INIT("I\0 none\n"),
        VIEW_INIT("I5\0 none\n"),
        VIEW_INIT("L\f7\n"),
        VIEW_INIT("F1.5\0 none\n"),
        VIEW_INIT("Np+0\ng 0\n"),
        VIEW_INIT("Np-0\ng0\r\n"),
        VIEW_INIT("Np1_0\ng10\0x\n"),
        VIEW_INIT("Nq\x15Nq\x1eh\x1e"), // an index above the pickle's length
    };

    for (size_t i = 0; i < sizeof oddity / sizeof *oddity; i++) {
        struct arena a = {0};
        struct text t = {.arena = &a};

        text_add(&t, oddity[i]);
        text_add(&t, VIEW("cos\nsystem\n."));
        struct notes n = scan(&a, text_view(&t));
        CHECK(noted(&n, "pickle.import.danger"));
        if (!noted(&n, "pickle.import.danger"))
            printf("    oddity %zu\n", i);
        arena_free(&a);
    }
}

// A frame of 7 bytes that ends inside of a line: from a file CPython 3.11 reads
// "os" and "system" behind the frame, given all bytes at once "safos".
TEST(reads_a_broken_frame_in_both_ways)
{
    struct arena a = {0};
    struct notes n = scan(&a, VIEW("\x80\4\x95\7\0\0\0\0\0\0\0NNN"
                                   "csafos\nsystem\n."));

    CHECK(noted(&n, "pickle.frame"));
    CHECK(noted(&n, "pickle.import.danger"));
    CHECK(noted(&n, "pickle.import.unlisted"));
    arena_free(&a);
}

TEST(says_nothing_of_allowed_imports_and_of_words_in_texts)
{
    static const struct view harmless[] = {
        VIEW_INIT("ccollections\nOrderedDict\n)R."),
        VIEW_INIT("\x80\2ctorch._utils\n_rebuild_tensor_v2\n."),
        VIEW_INIT("\x80\2X\x17\0\0\0os.system builtins.eval."),
        VIEW_INIT("I0x1f\n."),
        VIEW_INIT("L1_0L\n."),
        VIEW_INIT("]q\0h\0a."), // a list in itself
    };

    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        struct arena a = {0};
        struct notes n = scan(&a, harmless[i]);

        CHECK_U64(n.note_count, 0);
        if (n.note_count)
            printf("    %zu: " VIEW_FMT "\n", i, VIEW_ARG(n.note[0].shows));
        arena_free(&a);
    }
}

TEST(survives_every_shorter_pickle_and_calls_it_malformed)
{
    static const char whole[] = "\x80\4\x95\x2a\0\0\0\0\0\0\0}\x94(\x8c\1k\x94"
                                "K\1\x8c\1l\x94]\x94(M\0\1G\x3f\xf8\0\0\0\0\0"
                                "\0\x8a\3abcX\2\0\0\0hieu.";

    for (size_t len = 0; len < sizeof whole - 1; len++) {
        struct arena a = {0};
        struct notes n = scan(&a, arena_copy(&a, (struct view){whole, len}));

        CHECK(noted(&n, "pickle.malformed"));
        arena_free(&a);
    }
}

// Python 3.11.7, in C and in Python, raises an exception for each. The words
// are those of the one fault that it has.
TEST(calls_malformed_what_the_loader_refuses)
{
    static const struct {
        struct view bytes;
        const char *words;
    } row[] = {
        {VIEW_INIT("\x80\2Nt."), "an opcode needs a mark"},
        {VIEW_INIT("\x80\2N1."), "an opcode needs a mark"},
        {VIEW_INIT("\x80\2\x85."), "a tuple needs more values"},
        {VIEW_INIT("\x80\2N\x86."), "a tuple needs more values"},
        {VIEW_INIT("\x80\2NN\x87."), "a tuple needs more values"},
        {VIEW_INIT("c\n\n."), "an import without a name"},
        {VIEW_INIT("cos\n\n."), "an import without a name"},
        {VIEW_INIT("(i\n\n."), "an import without a name"},
        {VIEW_INIT("(ios\n\n."), "an import without a name"},
        {VIEW_INIT("\x80\4K\1K\2\x93."), "an import whose name is no text"},
        {VIEW_INIT("\x80\4\x8c\2osC\6system\x93."),
         "an import whose name is no text"},
        {VIEW_INIT("\x80\2\x82\0."), "an extension code that cannot exist"},
        {VIEW_INIT("\x80\2\x84\xff\xff\xff\xff."),
         "an extension code that cannot exist"},
        {VIEW_INIT("\x80\2X\1\0\0\0\xff."), "a text that is not UTF-8"},
        {VIEW_INIT("\x80\2X\n\0\0\0abcdefghi\xff."),
         "a text that is not UTF-8"},
        {VIEW_INIT("V\\u12\n."), "a broken escape in a text"},
        {VIEW_INIT("V\\U00110000\n."), "a broken escape in a text"},
        {VIEW_INIT("S'\\x1'\n."), "a broken escape in a text"},
        {VIEW_INIT("S'a\\'\n."), "a broken escape in a text"},
        {VIEW_INIT("Sabc\n."), "a string without its quotes"},
        {VIEW_INIT("S'abc\"\n."), "a string without its quotes"},
        {VIEW_INIT("S'\n."), "a string without its quotes"},
        {VIEW_INIT("Iabc\n."), "not a number where one must stand"},
        {VIEW_INIT("I\n."), "not a number where one must stand"},
        {VIEW_INIT("Labc\n."), "not a number where one must stand"},
        {VIEW_INIT("L-\n."), "not a number where one must stand"},
        {VIEW_INIT("Fabc\n."), "not a float where one must stand"},
        {VIEW_INIT("F\n."), "not a float where one must stand"},
        {VIEW_INIT("F1.2.3\n."), "not a float where one must stand"},
        {VIEW_INIT("F--1\n."), "not a float where one must stand"},
        {VIEW_INIT("F.\n."), "not a float where one must stand"},
        {VIEW_INIT("F1e\n."), "not a float where one must stand"},
        {VIEW_INIT("F1__0\n."), "not a float where one must stand"},
        {VIEW_INIT("F1 2\n."), "not a float where one must stand"},
        {VIEW_INIT("Finfin\n."), "not a float where one must stand"},
        {VIEW_INIT("F0x1p3\n."), "not a float where one must stand"},
        {VIEW_INIT("N)R."), "a call of something that cannot be called"},
        {VIEW_INIT("K\1)R."), "a call of something that cannot be called"},
        {VIEW_INIT("I01\n)R."), "a call of something that cannot be called"},
        {VIEW_INIT("Va\n)R."), "a call of something that cannot be called"},
        {VIEW_INIT("])R."), "a call of something that cannot be called"},
        {VIEW_INIT("}q\1)R."), "a call of something that cannot be called"},
        {VIEW_INIT("\x80\2K\1)\x81."), "something that cannot be called"},
        {VIEW_INIT("\x80\4N)}\x92."), "something that cannot be called"},
        {VIEW_INIT("\x80\2(NNo."), "something that cannot be called"},
        {VIEW_INIT("a."), "items without a container"},
        {VIEW_INIT("Na."), "items without a container"},
        {VIEW_INIT("(Ne."), "items without a container"},
        {VIEW_INIT("(NNu."), "items without a container"},
        {VIEW_INIT("NNs."), "items without a container"},
        {VIEW_INIT("(N\x90."), "items without a container"},
        {VIEW_INIT("(o."), "a call of nothing"},
        {VIEW_INIT("\x80\2T\xff\xff\xff\xff."), "a negative length"},
        {VIEW_INIT("\x80\2\x8b\xff\xff\xff\xff."), "a negative length"},
        {VIEW_INIT("}(Nu."), "an odd number of keys and values"},
        {VIEW_INIT("(Nd."), "a dict of an odd number"},
        {VIEW_INIT("\x80\6N."), "protocol above 5"},
        {VIEW_INIT("Np-1\n."), "memo index"},
        {VIEW_INIT("Npa\n."), "memo index"},
        {VIEW_INIT("g1\n."), "a memo entry that was never made"},
        {VIEW_INIT("\x80\2h\5."), "a memo entry that was never made"},
        {VIEW_INIT("."), "the stack is empty"},
        {VIEW_INIT("R."), "the stack is empty"},
        {VIEW_INIT("NR."), "the stack is empty"},
        {VIEW_INIT("\xff."), "an opcode that does not exist"},
        // CPython 3.11 decodes the lines of GLOBAL as UTF-8 without
        // surrogates, those of INST as ASCII, and fails with
        // UnicodeDecodeError.
        {VIEW_INIT("cos\xf6\nsystem\n."), "name is no text"},
        {VIEW_INIT("cos\nsys\xf6tem\n."), "name is no text"},
        {VIEW_INIT("c\xed\xa0\x80\nx\n."), "name is no text"},
        {VIEW_INIT("(i\xc3\xa9\nx\n."), "name is no text"},
        {VIEW_INIT("(ix\n\xc3\xa9\n."), "name is no text"},
        {VIEW_INIT("N"), "the pickle breaks off"},
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct arena a = {0};
        struct notes n = scan(&a, arena_copy(&a, row[i].bytes));
        bool told = false;

        for (size_t k = 0; k < n.note_count; k++)
            told |= view_eq(n.note[k].rule, VIEW("pickle.malformed")) &&
                    n.note[k].severity == NOTE_MALFORMED &&
                    view_has(n.note[k].shows, view_of(row[i].words));
        if (!told)
            check_fail(__FILE__, __LINE__, "%zu: not told: %s", i,
                       row[i].words);
        for (size_t k = 0; !told && k < n.note_count; k++)
            printf("    " VIEW_FMT "\n", VIEW_ARG(n.note[k].shows));
        arena_free(&a);
    }
}

TEST(takes_no_memory_for_lengths_and_indices_that_lie)
{
    static const struct {
        struct view bytes;
        const char *rule;
    } lie[] = {
        {VIEW_INIT("\x80\4\x8e\xff\xff\xff\xff\xff\xff\xff\xff."),
         "pickle.limit"},
        {VIEW_INIT("\x80\4X\xff\xff\xff\xff."), "pickle.malformed"},
        {VIEW_INIT("Nr\xff\xff\xff\xff."), "pickle.limit"},
        {VIEW_INIT("Nr\xff\xff\x3f\0."), NULL},
        {VIEW_INIT("\x8b\xff\xff\xff\xff."), "pickle.malformed"},
    };

    for (size_t i = 0; i < sizeof lie / sizeof *lie; i++) {
        struct arena a = {0};
        struct notes n = scan(&a, lie[i].bytes);

        CHECK(lie[i].rule ? noted(&n, lie[i].rule) : n.note_count == 0);
        CHECK(a.used < 200000);
        arena_free(&a);
    }
}

TEST(an_import_that_stands_often_is_kept_once)
{
    struct arena a = {0};
    struct text t = {.arena = &a};

    text_add(&t, VIEW("\x80\2"));
    for (int i = 0; i < 100000; i++)
        text_add(&t, VIEW("cbuiltins\nlist\n0"));
    text_add(&t, VIEW("N."));
    size_t before = a.used;
    scan(&a, text_view(&t));
    CHECK(a.used - before < 1000000);
    arena_free(&a);
}

TEST(a_stack_that_goes_up_and_down_takes_its_room_once)
{
    static const struct view tooth[] = {VIEW_INIT("(1"), VIEW_INIT("N0")};

    for (size_t i = 0; i < sizeof tooth / sizeof *tooth; i++) {
        struct arena a = {0};
        struct text t = {.arena = &a};

        text_add(&t, VIEW("\x80\2"));
        text_fill(&t, i ? 'N' : '(', 512);
        for (int n = 0; n < 100000; n++)
            text_add(&t, tooth[i]);
        text_add(&t, VIEW("."));
        size_t before = a.used;
        scan(&a, text_view(&t));
        CHECK(a.used - before < 1000000);
        arena_free(&a);
    }
}

// threats.md 3.7: four million entries of stack and of memo each.
TEST(takes_millions_of_entries_and_no_more)
{
    static const struct {
        struct view unit;
        size_t times;
        bool fits;
    } many[] = {
        {VIEW_INIT("N"), 4 << 20, true},
        {VIEW_INIT("N"), (4 << 20) + 1, false},
        {VIEW_INIT("N\x94"), 2500000, true},
        {VIEW_INIT("N\x94"), 4000000, false},
        {VIEW_INIT("N\x94"
                   "0"),
         4000000, true},
    };

    for (size_t i = 0; i < sizeof many / sizeof *many; i++) {
        struct arena a = {0};
        size_t size = many[i].unit.len;
        char *at = arena_alloc(&a, 3 + size * many[i].times);

        memcpy(at, "\x80\4", 2);
        for (size_t k = 0; k < many[i].times; k++)
            memcpy(at + 2 + k * size, many[i].unit.at, size);
        at[2 + size * many[i].times] = '.';
        struct notes n = scan(&a, (struct view){at, 3 + size * many[i].times});
        CHECK(noted(&n, "pickle.limit") == !many[i].fits);
        arena_free(&a);
    }
}

// CPython opens more marks than we follow, and goes on.
TEST(a_limit_is_no_end_behind_which_one_can_hide)
{
    static const char call[] = "cos\nsystem\n)R.";
    char marks[1500 + sizeof call];
    struct arena a = {0};
    struct notes n = {.arena = &a};
    struct text t = {.arena = &a};
    struct pickle_reader p;

    memset(marks, '(', 1500);
    memcpy(marks + 1500, call, sizeof call);
    struct view bare = {marks, sizeof marks - 1};
    CHECK(!pickle_reader_open(&a, &n, &p));
    CHECK(pickle_is(&p, bare));
    // in a constant of 1,516 bytes, behind PROTO
    text_add(&t, VIEW("\x80\4B\xec\5\0\0\x80\2"));
    CHECK_U64(bare.len + 2, 0x5ec);
    text_add(&t, bare);
    text_add(&t, VIEW("."));
    n = scan(&a, text_view(&t));
    CHECK(noted(&n, "pickle.limit"));
    // behind the end
    t = (struct text){.arena = &a};
    text_add(&t, VIEW("\x80\4N.\xff\xff\x80\2"));
    text_add(&t, bare);
    n = scan(&a, text_view(&t));
    CHECK(noted(&n, "pickle.limit"));
    // a row of the same number in weights is none
    t = (struct text){.arena = &a};
    text_add(&t, VIEW("\x80\4B\xdc\5\0\0"));
    text_fill(&t, '(', 1500);
    text_add(&t, VIEW("."));
    n = scan(&a, text_view(&t));
    CHECK_U64(n.note_count, 0);
    arena_free(&a);
}

// From the highest index down, one in a thousand: what is between is not there.
// Pickles in a row share the budget of their file (threats.md 3.7), and its end
// is told, also where nothing was imported until then.
TEST(many_pickles_share_the_budget_of_their_file)
{
    struct arena a = {0};
    struct notes n = {.arena = &a};
    struct pickle_reader p;

    CHECK(!pickle_reader_open(&a, &n, &p));
    pickle_read_all(&p, VIEW("N.]N0.I1\n."));
    CHECK_U64(p.opcodes, 2 + 4 + 2);
    CHECK(!noted(&n, "pickle.limit"));
    p.opcodes = PICKLE_MOST_OPCODES - 8;
    pickle_read_all(&p, VIEW("N.]N0.I1\n."));
    CHECK(!noted(&n, "pickle.limit"));
    p.opcodes = PICKLE_MOST_OPCODES - 7;
    pickle_read_all(&p, VIEW("N.]N0.I1\n."));
    CHECK(noted(&n, "pickle.limit"));
    // A memo that no reader of ours makes, in the second pickle.
    n = scan(&a, VIEW("N.]r\0\0\0\x7fN."));
    CHECK(noted(&n, "pickle.limit"));
    arena_free(&a);
}

TEST(a_memo_with_gaps_takes_what_is_in_it)
{
    struct arena a = {0};
    struct text t = {.arena = &a};
    struct notes n;

    text_add(&t, VIEW("\x80\2N"));
    for (uint32_t i = (4 << 20) - 1; i > 1000; i -= 500) {
        const char put[] = {'r', (char)(i & 255), (char)(i >> 8 & 255),
                            (char)(i >> 16 & 255), 0};
        text_add(&t, (struct view){put, sizeof put});
    }
    text_add(&t, VIEW("j\xff\xff\x3f\0j\x0b\xfe\x3f\0."));
    size_t before = a.used;
    n = scan(&a, text_view(&t));
    CHECK_U64(n.note_count, 0);
    CHECK(a.used - before < 2 << 20);
    n = scan(&a, VIEW("\x80\2Nr\xff\xff\x3f\0j\xfe\xff\x3f\0."));
    CHECK(noted(&n, "pickle.malformed"));
    arena_free(&a);
}

TEST(tells_containers_that_expand_or_nest_beyond_reason)
{
    struct arena a = {0};
    char deep[5000], *at = deep;

    // [[[...]]]: 2,000 lists, each with the former as its item
    *at++ = ']';
    for (int i = 0; i < 2000; i++)
        *at++ = '\x85';
    *at++ = '.';
    struct notes n = scan(&a, (struct view){deep, (size_t)(at - deep)});
    CHECK(noted(&n, "pickle.limit"));

    // each list holds the one before it ten times: 10^12 elements
    at = deep;
    memcpy(at, "]q\0", 3);
    at += 3;
    for (char i = 0; i < 12; i++) {
        memcpy(at, "](", 2);
        at += 2;
        for (int k = 0; k < 10; k++, at += 2)
            at[0] = 'h', at[1] = i;
        at[0] = 'e', at[1] = 'q', at[2] = (char)(i + 1);
        at += 3;
    }
    *at++ = '.';
    n = scan(&a, (struct view){deep, (size_t)(at - deep)});
    CHECK(noted(&n, "pickle.limit"));
    arena_free(&a);
}

// More lists than are kept, which nobody holds.
static void spend(struct text *t)
{
    for (int i = 0; i < 1000000; i++)
        text_add(t, VIEW("]0"));
}

// Opcodes, in which "x" stands for an index, "y" for the next one, and "n" for
// ten times what follows up to a blank.
static void add_step(struct text *t, const char *template, char index)
{
    for (const char *at = template; *at; at++) {
        const char *last = strchr(at, ' ');

        if (*at == 'x' || *at == 'y')
            text_byte(t, (char)(index + (*at == 'y')));
        else if (*at != 'n')
            text_byte(t, *at);
        else
            for (int i = 0; i < 10; i++)
                for (const char *p = at + 1; p < last; p++)
                    text_byte(t, (char)(*p == 'x'   ? index
                                        : *p == 'y' ? index + 1
                                                    : *p));
        at = *at == 'n' ? last : at;
    }
}

// As tells_containers_that_expand_or_nest_beyond_reason, when no more values
// are kept: each of twelve steps makes a list that holds the one on top ten
// times. What they weigh is known all the same.
TEST(containers_that_are_not_kept_are_weighed)
{
    static const char expand[] = "containers that hold each other many times";
    static const char lose[] = "the memo holds a container in two places";
    static const struct {
        const char *step, *told;
    } steps[] = {
        {"qx](nhx e", expand},         // ten at once
        {"qx]nhxa ", expand},          // one by one
        {"qx]qynhyhxa0 \x85", expand}, // into what comes out of the memo
        {"qx2\x86", NULL},             // a pair of itself: 2^12
        {"qx0](nN e", NULL},
        {"qx0](hxnN e", NULL}, // in a row
        {"2\x86", lose},
        {"qxqy](nhx e", lose},
    };

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct arena a = {0};
        struct text t = {.arena = &a};

        text_add(&t, VIEW("\x80\4"));
        spend(&t);
        text_add(&t, VIEW("]"));
        for (char k = 0; k < 24; k += 2)
            add_step(&t, steps[i].step, k);
        text_add(&t, VIEW("."));
        struct notes n = scan(&a, text_view(&t));
        CHECK_U64(n.note_count, steps[i].told != NULL);
        if (steps[i].told && n.note_count)
            CHECK(view_starts(n.note[0].shows, view_of(steps[i].told)));
        arena_free(&a);
    }
}

// The lists are there before no more values are kept, and are filled then.
TEST(containers_that_were_kept_are_weighed_on)
{
    struct arena a = {0};
    struct text t = {.arena = &a};

    text_add(&t, VIEW("\x80\4"));
    for (char i = 0; i <= 12; i++)
        add_step(&t, "]qx", i);
    spend(&t);
    for (char i = 0; i < 12; i++)
        add_step(&t, "nhyhxa0 ", i);
    text_add(&t, VIEW("."));
    struct notes n = scan(&a, text_view(&t));
    CHECK_U64(n.note_count, 1);
    CHECK(noted(&n, "pickle.limit"));
    arena_free(&a);
}

// The dict of a vocabulary beside the tensors: {1: 2} two million times, with
// {3: []} in the middle and at the end, one by one and many at once.
TEST(a_checkpoint_keeps_of_a_long_dict_what_may_hold_tensors)
{
    enum { PAIRS = 1000000, IN_A_ROW = 10000 };
    static const struct {
        bool at_once;
        struct view dict;
        size_t before; // items of what it is
    } row[] = {{false, VIEW_INIT("}"), 0},
               {true, VIEW_INIT("}"), 0},
               {true, VIEW_INIT("ccollections\nOrderedDict\n)R"), CALL_ITEMS}};

    for (size_t way = 0; way < sizeof row / sizeof *row; way++) {
        struct arena a = {0};
        struct notes n = {.arena = &a};
        struct text t = {.arena = &a};
        struct pickle_reader p;
        struct pickle out;

        text_add(&t, VIEW("\x80\2"));
        text_add(&t, row[way].dict);
        for (int i = 0; i < 2 * PAIRS; i++) {
            bool inner = i == 5000 || i % PAIRS == PAIRS - 1;

            if (row[way].at_once && i % IN_A_ROW == 0)
                text_byte(&t, '(');
            text_add(&t, inner ? VIEW("K\3]") : VIEW("K\1K\2"));
            if (!row[way].at_once)
                text_byte(&t, 's');
            else if (i % IN_A_ROW == IN_A_ROW - 1)
                text_byte(&t, 'u');
        }
        text_byte(&t, '.');
        CHECK(!pickle_reader_open(&a, &n, &p));
        p.container = true;
        pickle_read(&p, text_view(&t), 0, &out);
        CHECK(out.whole);
        CHECK_U64(n.note_count, 0);
        struct pickle_box kept = pickle_items(out.root);
        size_t all = row[way].before + (4096 - row[way].before) / 2 * 2;
        CHECK_U64(kept.item_count, all + 6);
        for (size_t i = all; i < kept.item_count; i += 2) {
            CHECK(pickle_int(kept.item[i]) == 3);
            CHECK_U64(pickle_kind(kept.item[i + 1]), PICKLE_LIST);
        }
        arena_free(&a);
    }
}

static size_t notes_with(const struct notes *n, const char *words)
{
    size_t count = 0;

    for (size_t i = 0; i < n->note_count; i++)
        count += view_has(n->note[i].shows, view_of(words));
    return count;
}

// What takes the place of a list in the memo stays there when the list grows.
TEST(a_list_that_left_the_memo_does_not_come_back)
{
    struct arena a = {0};
    struct text t = {.arena = &a};

    text_add(&t, VIEW("\x80\4"));
    spend(&t);
    text_add(&t, VIEW("]q\0\x8c\2osq\0"
                      "0Nah\0\x8c\6system\x93."));
    struct notes n = scan(&a, text_view(&t));
    CHECK(noted(&n, "pickle.limit"));
    CHECK(noted(&n, "pickle.import.danger"));
    arena_free(&a);
}

TEST(what_is_no_longer_kept_is_told)
{
    static const struct {
        struct view bytes;
        const char *words;
    } row[] = {
        // a list, into the memo at 1,000,000, far from what is there
        {VIEW_INIT("]r\x40\x42\x0f\0."), "the memo holds a container"},
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct arena a = {0};
        struct text t = {.arena = &a};

        struct notes n = scan(&a, row[i].bytes);
        CHECK_U64(n.note_count, 0);
        text_add(&t, VIEW("\x80\4"));
        spend(&t);
        text_add(&t, row[i].bytes);
        n = scan(&a, text_view(&t));
        CHECK_U64(n.note_count, 1);
        CHECK_U64(n.worst, NOTE_LIMIT);
        CHECK_U64(notes_with(&n, row[i].words), 1);
        arena_free(&a);
    }
}

// Texts that were decoded are kept in as much memory as containers. Behind that
// they are looked into, and no longer known.
TEST(texts_with_escapes_that_are_not_kept_are_looked_into)
{
    static const struct {
        struct view bytes;
        const char *words; // NULL: nothing
    } row[] = {
        {VIEW_INIT("V\\u0041\n."), NULL},
        {VIEW_INIT("S'\\x41'\n."), NULL},
        {VIEW_INIT("V\\u0063os\\u000asystem\\u000a(tR.\n."), "os.system"},
        {VIEW_INIT("S'cos\\nsystem\\n(tR.'\n."), "os.system"},
        {VIEW_INIT("Vos\nV\\u0073ystem\n\x93."), "computed while"},
        {VIEW_INIT("c_codecs\nencode\n(V\\u0041\nVlatin1\ntR."),
         "too much stands before it"},
    };
    struct arena a = {0};
    struct text t = {.arena = &a};

    text_add(&t, VIEW("\x80\4"));
    for (int i = 0; i < 700000; i++)
        text_add(&t, VIEW("V\\u0041\n0S'\\x41'\n0"));
    size_t len = text_view(&t).len;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        text_add(&t, row[i].bytes);
        struct notes n = scan(&a, text_view(&t));
        CHECK_U64(n.worst > NOTE_REVIEW, row[i].words != NULL);
        if (row[i].words)
            CHECK_U64(notes_with(&n, row[i].words), 1);
        t.len = len;
    }
    arena_free(&a);
}

// A loader takes any number of indices beyond 4 million, if it has the memory
// for the last. We follow 4,096.
TEST(many_indices_that_are_too_far_are_an_end)
{
    for (unsigned count = 4096; count <= 4097; count++) {
        struct arena a = {0};
        struct text t = {.arena = &a};

        text_add(&t, VIEW("\x80\2N"));
        for (unsigned i = 0; i < count; i++) {
            const char put[] = {'r', (char)(i & 255), (char)(i >> 8), 64, 0};

            text_add(&t, (struct view){put, sizeof put});
        }
        text_add(&t, VIEW("."));
        struct notes n = scan(&a, text_view(&t));
        CHECK_U64(notes_with(&n, "a memo index beyond 4 million"),
                  count - 4095);
        CHECK_U64(n.worst, NOTE_LIMIT);
        arena_free(&a);
    }
}

// 450,000 names of 60 letters, each in three tuples: some 50 MB of boxes.
TEST(a_large_checkpoint_keeps_what_its_size_warrants)
{
    enum { ITEMS = 450000, IN_A_ROW = 1000, LETTERS = 60 };
    struct arena a = {0};
    struct notes n = {.arena = &a};
    struct text t = {.arena = &a};
    struct pickle_reader p;
    struct pickle out;

    text_add(&t, VIEW("\x80\2]"));
    for (int i = 0; i < ITEMS; i++) {
        if (i % IN_A_ROW == 0)
            text_byte(&t, '(');
        text_print(&t, "X%c%c%c%c%0*d\x85\x85\x85", LETTERS, 0, 0, 0, LETTERS,
                   i);
        if (i % IN_A_ROW == IN_A_ROW - 1)
            text_byte(&t, 'e');
    }
    text_byte(&t, '.');
    CHECK(!pickle_reader_open(&a, &n, &p));
    p.container = true;
    pickle_read(&p, text_view(&t), 0, &out);
    CHECK(out.whole);
    CHECK_U64(n.note_count, 0);
    CHECK_U64(pickle_items(out.root).item_count, ITEMS);
    arena_free(&a);
}

// As any other, however long they are: "x" stands in the middle, which the
// hidden ones push and pop.
TEST(long_texts_with_escapes_are_looked_into)
{
#define PUSHES "X\0\2\1\0"
    enum { SHORT = 0x10200, LONG = 3 << 20 };
    static const struct {
        struct view before, behind;
        size_t count;      // in the middle
        const char *words; // NULL: nothing
    } row[] = {
        {VIEW_INIT("V\\u0041"), VIEW_INIT("\n."), LONG, NULL},
        {VIEW_INIT("S'\\x41"), VIEW_INIT("'\n."), LONG, NULL},
        {VIEW_INIT("V\\u004"), VIEW_INIT("\n."), SHORT, "broken escape"},
        {VIEW_INIT("S'\\xz"), VIEW_INIT("'\n."), SHORT, "broken escape"},
        // text as it is, text that is encoded, bytes
        {VIEW_INIT("V\\u0063os\\u000asystem\\u000a" PUSHES),
         VIEW_INIT("0(tR.\n."), SHORT, "os.system"},
        {VIEW_INIT("c_codecs\nencode\n"
                   "(V\\u0080\4\x8c\2os\x8c\6system\x93" PUSHES),
         VIEW_INIT("0.\nVlatin1\ntR."), SHORT, "os.system"},
        {VIEW_INIT("S'cos\\nsystem\\n" PUSHES), VIEW_INIT("0(tR.'\n."), SHORT,
         "os.system"},
        {VIEW_INIT("S'cos\\nsystem\\n" PUSHES), VIEW_INIT("'\n."), LONG,
         "beyond the limits"},
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct arena a = {0};
        struct text t = {.arena = &a};

        text_add(&t, VIEW("\x80\2"));
        text_add(&t, row[i].before);
        text_fill(&t, 'x', row[i].count);
        text_add(&t, row[i].behind);
        struct notes n = scan(&a, text_view(&t));
        bool refused = n.worst > NOTE_REVIEW;
        if (refused != (row[i].words != NULL) ||
            (refused && !notes_with(&n, row[i].words)))
            check_fail(__FILE__, __LINE__, "row %zu: %s", i,
                       refused ? n.note[0].shows.at : "taken");
        arena_free(&a);
    }
}

// What joblib writes: an object whose state tells shape and type of the array
// that follows in the stream, as a pickle if it is of objects.
#define WRAPPER "cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}("
#define SHAPE   "X\5\0\0\0shapeK\x09\x85"
#define DTYPE   "X\5\0\0\0dtypecnumpy\ndtype\nX\2\0\0\0"
#define WRAPPED "\x85Rub"

TEST(arrays_in_the_stream_that_cannot_be_followed_are_told)
{
    static const struct {
        struct view bytes;
        const char *words; // NULL: nothing
    } row[] = {
        {VIEW_INIT(WRAPPER SHAPE DTYPE "u1" WRAPPED "123456789."), NULL},
        {VIEW_INIT(WRAPPER SHAPE DTYPE "u1" WRAPPED "12345678"),
         "past the end"},
        {VIEW_INIT(WRAPPER SHAPE DTYPE "f8" WRAPPED "123456789."),
         "past the end"},
        {VIEW_INIT(WRAPPER "ub123456789."), "cannot be told"},
        {VIEW_INIT(WRAPPER SHAPE "ub123456789."), "cannot be told"},
        {VIEW_INIT(WRAPPER DTYPE "u1" WRAPPED "."), "cannot be told"},
        // the last of several holds, and of texts alone
        {VIEW_INIT(WRAPPER SHAPE "X\5\0\0\0shapeK\0\x85" DTYPE "u1" WRAPPED
                                 "cos\nsystem\n."),
         "os.system"},
        {VIEW_INIT(WRAPPER "X\5\0\0\0shapeK\0\x85"
                           "C\5shapeK\x09\x85" DTYPE "u1" WRAPPED
                           "cos\nsystem\n."),
         "os.system"},
        {VIEW_INIT(WRAPPER SHAPE "X\5\0\0\0dtypecnumpy\nmatrix\n"
                                 "X\2\0\0\0u1" WRAPPED "123456789."),
         "cannot be told"},
#define OBJECTS WRAPPER SHAPE DTYPE "O8" WRAPPED
        {VIEW_INIT(OBJECTS OBJECTS OBJECTS "N...."), NULL},
        {VIEW_INIT(OBJECTS OBJECTS OBJECTS OBJECTS "N....."),
         "nested more than three deep"},
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct arena a = {0};
        struct notes n = scan(&a, arena_copy(&a, row[i].bytes));

        bool refused = n.worst > NOTE_REVIEW; // the wrapper is not listed
        if (refused != (row[i].words != NULL) ||
            (refused && !notes_with(&n, row[i].words)))
            check_fail(__FILE__, __LINE__, "row %zu: %s", i,
                       refused ? "refused" : "taken");
        arena_free(&a);
    }
}

// Sizes and flags as numpy 1.24 takes them from the state of a type, whatever
// its name says.
TEST(the_state_of_a_type_says_how_large_an_array_in_the_stream_is)
{
#define TYPED      WRAPPER SHAPE DTYPE
#define STATE(is)  "(K" is "tb"
#define RECENT(is) STATE("\3X\1\0\0\0|NNN" is)
#define STATED(is) "\x85R" STATE(is) "ub"
#define NEWER(is)  "\x85R" RECENT(is) "ub"
    static const struct {
        struct view bytes;
        const char *words; // NULL: nothing
    } row[] = {
        {VIEW_INIT(TYPED "V3" NEWER("K\1K\1K\0") "123456789."), NULL},
        {VIEW_INIT(TYPED "V1" NEWER("K\2K\1K\0") "123456789012345678."), NULL},
        {VIEW_INIT(TYPED "V3" NEWER("K\1K\1K\0") "123456789cos\nsystem\n."),
         "os.system"},
        {VIEW_INIT(TYPED "u1" NEWER("K\4K\1K\0") "123456789."), NULL},
        {VIEW_INIT(TYPED "V9" NEWER("K\x09K\1K\x1b") "].."), NULL}, // objects
        {VIEW_INIT(TYPED "O8" NEWER("K\1K\1K\x3f") "].."), NULL},
        // aligned records, of objects too
        {VIEW_INIT(TYPED "V1" NEWER("K\1K\1J\x90\xff\xff\xff") "123456789."),
         NULL},
        {VIEW_INIT(TYPED "V9" NEWER("K\x09K\1J\x91\xff\xff\xff") "].."), NULL},
        // what numpy does not write
        {VIEW_INIT(TYPED "O8" NEWER("K\1K\1K\0") "].."), "does not write"},
        {VIEW_INIT(TYPED "O8" NEWER("K\1K\1K\0") "cos\nsystem\n.."),
         "os.system"},
        {VIEW_INIT(TYPED "u1" NEWER("K\1K\1K\x3f") "].."), "does not write"},
        {VIEW_INIT(TYPED "u1" NEWER("K\1K\1K\x3f") "cos\nsystem\n.."),
         "os.system"},
        {VIEW_INIT(TYPED "V1" NEWER("J\xff\xff\xff\xffK\1K\0") "123456789."),
         "does not write"},
        {VIEW_INIT(TYPED "V1" NEWER(
             "J\xff\xff\xff\xffK\1K\0") "123456789cos\nsystem\n."),
         "os.system"},
        {VIEW_INIT(TYPED "u1" NEWER("K\1K\1N") "123456789."), "does not write"},
        {VIEW_INIT(TYPED "u1" NEWER("K\1K\1") "123456789."), "does not write"},
        {VIEW_INIT(TYPED "u1" STATED("\2NNNNK\1K\1K\0") "123456789."),
         "does not write"},
        {VIEW_INIT(TYPED "u1\x85RNbub123456789."), "does not write"},
        {VIEW_INIT(TYPED "u1\x85RNbub123456789cos\nsystem\n."), "os.system"},
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct arena a = {0};
        struct notes n = scan(&a, arena_copy(&a, row[i].bytes));

        bool refused = n.worst > NOTE_REVIEW; // the wrapper is not listed
        if (refused != (row[i].words != NULL) ||
            (refused && !notes_with(&n, row[i].words)))
            check_fail(__FILE__, __LINE__, "row %zu: %s", i,
                       refused ? n.note[0].shows.at : "taken");
        arena_free(&a);
    }
}

// However much stands before it, what a call is given is looked at. joblib
// names the type of an array once, and takes it out of the memo from then on.
TEST(what_a_call_is_given_is_known_behind_many_others)
{
#define ENCODED "c_codecs\nencode\n(V\x80\4\x8c\2os\x8c\6system\x93.\n"
    static const struct {
        struct view before, behind;
        const char *words; // NULL: nothing
    } row[] = {
        {VIEW_INIT(WRAPPER SHAPE "X\5\0\0\0dtypecnumpy\ndtype\nX\2\0\0\0u1\x85"
                                 "Rq\2ub1234567890"),
         VIEW_INIT(WRAPPER SHAPE "X\5\0\0\0dtypeh\2ub123456789."), NULL},
        {VIEW_INIT(WRAPPER SHAPE DTYPE "u1\x85Rq\2ub1234567890"),
         VIEW_INIT(WRAPPER SHAPE "X\5\0\0\0dtypeh\2ub12345678"),
         "past the end"},
        {VIEW_INIT(TYPED "V9\x85Rq\2" RECENT("K\1K\1K\0") "ub123456789"),
         VIEW_INIT(WRAPPER SHAPE "X\5\0\0\0dtypeh\2ub123456789."), NULL},
        {VIEW_INIT("N0"), VIEW_INIT(ENCODED "Vlatin1\ntR."), "os.system"},
        {VIEW_INIT("c_codecs\nencode\nq\1\x30"),
         VIEW_INIT("h\1(V\x80\4\x8c\2os\x8c\6system\x93.\nVlatin1\ntR."),
         "os.system"},
        {VIEW_INIT("N0"), VIEW_INIT("c_codecs\nencode\n(Va\nVlatin1\ntR."),
         NULL},
        {VIEW_INIT("N0"),
         VIEW_INIT("cbuiltins\nbytearray\nJ\xff\xff\xff\x7f\x85R."), NULL},
        {VIEW_INIT("N0"),
         VIEW_INIT("cbuiltins\nbytearray\n\x8a\6\0\0\0\0\0\1\x85R."),
         "more than 2^31"},
        // arguments of long before
        {VIEW_INIT("cbuiltins\nbytearray\nq\1\x8a\6\0\0\0\0\0\1\x85q\2"
                   "00"),
         VIEW_INIT("h\1h\2R."), "too much stands before it"},
        {VIEW_INIT("cnumpy\nndarray\nq\1(K\1K\2tq\2"
                   "00"),
         VIEW_INIT("h\1h\2\x85R."), "more than 2^31"},
        {VIEW_INIT("cbuiltins\nrange\n\x8a\6\0\0\0\0\0\1\x85Rq\2"
                   "0"),
         VIEW_INIT("cbuiltins\nlist\nh\2\x85R."), "is not known"},
        // a storage of long before
        {VIEW_INIT("cbuiltins\nint\n)Rq\2"
                   "0"),
         VIEW_INIT("ctorch._utils\n_rebuild_tensor_v2\n(h\2K\0K\1tR."), NULL},
        // what stands for an array, and a tensor, of long before
        {VIEW_INIT("cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81q\1\x30"),
         VIEW_INIT("cnumpy\ndtype\n0h\1}(" SHAPE DTYPE "u1" WRAPPED
                   "123456789."),
         NULL},
        {VIEW_INIT(WRAPPER SHAPE DTYPE "u1\x85Rub1234567890)0Nr\0\4\0\0"
                                       "0"),
         VIEW_INIT(WRAPPER SHAPE DTYPE "u1" WRAPPED "123456789."),
         "what stands for them"},
        {VIEW_INIT("ctorch._utils\n_rebuild_tensor_v2\n)Rq\1\x30"),
         VIEW_INIT("cnumpy\ndtype\n0h\1K\1K\1s."), "cannot hold them"},
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct arena a = {0};
        struct text t = {.arena = &a};

        text_add(&t, VIEW("\x80\2"));
        text_add(&t, row[i].before);
        spend(&t);
        text_add(&t, row[i].behind);
        struct notes n = scan(&a, text_view(&t));
        bool refused = n.worst > NOTE_REVIEW;
        if (refused != (row[i].words != NULL) ||
            (refused && !notes_with(&n, row[i].words)))
            check_fail(__FILE__, __LINE__, "row %zu: %s", i,
                       refused ? n.note[0].shows.at : "taken");
        arena_free(&a);
    }
}

// The name of an import stands far in front of its module, so that bringing in
// the one may take the other out of what is held of a large file.
TEST(an_import_is_known_however_far_apart_its_two_names_are)
{
    enum { FRONT = 16 * PAGED_PIECE };

    for (size_t apart = 0; apart < (size_t)2 * PAGED_PIECES; apart++) {
        struct arena a = {0};
        struct text t = {.arena = &a};
        struct notes n = {.arena = &a};
        struct pickle_reader p;
        struct paged source;
        struct pickle out;

        text_add(&t, VIEW("\x80\4\x8c\6system\x94"));
        text_fill(&t, 'N', FRONT);
        text_add(&t, VIEW("\x8c\2os"));
        for (size_t i = 0; i < apart * PAGED_PIECE; i += 2)
            text_add(&t, VIEW("N0"));
        text_add(&t, VIEW("h\0\x93."));
        struct file f = file_of(text_view(&t), VIEW("t.pkl"));
        CHECK(!pickle_reader_open(&a, &n, &p));
        CHECK(!paged_open(&a, &f, 0, UINT64_MAX, &source));
        p.source = &source;
        pickle_read(&p, source.bytes, 0, &out);
        CHECK(out.whole);
        CHECK(out.danger);
        CHECK_U64(n.worst, NOTE_DANGER);
        paged_close(&source);
        arena_free(&a);
    }
}

// int() and strtol take any number of zeros or blanks in front, more than are
// held of a large file at once.
TEST(a_number_too_long_to_be_at_hand_is_told)
{
    enum { MOST = 128 << 10 };
    static const char opcodes[] = "pgIL";

    for (size_t i = 0; i < 2 * (sizeof opcodes - 1); i++) {
        struct arena a = {0};
        struct text t = {.arena = &a};

        text_add(&t, VIEW("Np5\n"));
        text_byte(&t, opcodes[i / 2]);
        text_fill(&t, '0', MOST - 1 + i % 2);
        text_add(&t, VIEW("5\n."));
        struct notes n = scan(&a, text_view(&t));
        CHECK_U64(notes_with(&n, "a number of more than 128 KiB"), i % 2);
        CHECK_U64(n.note_count, i % 2);
        arena_free(&a);
    }
}

// A text of more than 4 MiB whose letters, as bytes, begin like a pickle.
TEST(a_long_text_that_is_encoded_is_told)
{
    enum { LETTERS = 4 << 20, SIZE = 3 + LETTERS };
    struct arena a = {0};
    struct text t = {.arena = &a};

    text_add(&t, VIEW("\x80\2c_codecs\nencode\nX"));
    for (unsigned i = 0; i < 4; i++)
        text_byte(&t, (char)(SIZE >> 8 * i & 255));
    text_add(&t, VIEW("\xc2\x80\2"));
    text_fill(&t, 'N', LETTERS);
    text_add(&t, VIEW("X\6\0\0\0latin1\x86R."));
    struct notes n = scan(&a, text_view(&t));
    CHECK(noted(&n, "pickle.limit"));
    CHECK_U64(notes_with(&n, "goes on beyond the limits of this reader"), 1);
    arena_free(&a);
}

// As a graph is pickled: each of many dicts is held by two others.
TEST(many_containers_that_are_used_twice_are_no_limit)
{
    enum { COUNT = 600000 };
    struct arena a = {0};
    struct text t = {.arena = &a};

    text_add(&t, VIEW("\x80\4]\x94("));
    for (uint32_t i = 1; i <= COUNT; i++) {
        char get[5] = {'j', (char)i, (char)(i >> 8), (char)(i >> 16), 0};

        text_add(&t, VIEW("}\x94(K\1K\2K\3K\4u"));
        text_add(&t, (struct view){get, sizeof get});
    }
    text_add(&t, VIEW("e."));
    struct notes n = scan(&a, text_view(&t));
    CHECK_U64(n.note_count, 0);
    arena_free(&a);
}

TEST(tells_text_from_pickles_without_a_magic_number)
{
    static const struct {
        struct view bytes;
        bool is;
    } file[] = {
        {VIEW_INIT("cos\nsystem\n(S'true'\ntR."), true},
        {VIEW_INIT("(lp0\nI1\na."), true},
        {VIEW_INIT("\x80\2N."), true},
        {VIEW_INIT("could\nwould\nshould\n"), false}, // a list of words
        {VIEW_INIT("# os.system('true')\n"), false},
        {VIEW_INIT("{\"a\": 1}"), false},
        {VIEW_INIT("N.B.: this is a text"), false},
        // An import before the fault, in bytes that are no text; a pickle
        // behind the first, though neither begins with PROTO.
        {VIEW_INIT("cprobe\nn\n0.\x80\2}."), true},
        {VIEW_INIT("\x8c\5probe\x8c\1n\x93\x30I1\n.I2\n."), true},
        {VIEW_INIT("I1\n.cprobe\nn\n."), true},
        {VIEW_INIT("I1\n.\x80\2cprobe\nn\n0."), true},
        {VIEW_INIT("c\0\0\0\0\0\0\0{}\n\1\n.x"), false},
        // Weights: a short text, then an import whose lines are no names.
        {VIEW_INIT("U\3\xa3\x34\xbe"
                   "c\xdf\xbd\xf6\x31\n\x0a\x3e\n\xaf"),
         false},
        {VIEW_INIT("c\xc3\xa9\nx\n0\x80\2}."), true}, // a name all the same
        // The registry's codes; and a safetensors header of 388 bytes.
        {VIEW_INIT("\x84\1\0\0\0."), true},
        {VIEW_INIT("\x82\1)R0NNNNN!"), true},
        {VIEW_INIT("N\x82\1)R."), true},
        // Weights: a number or a text of some length, and a code by chance.
        {VIEW_INIT("K\7\x82\1NNNNNNNN\xff"), false},
        {VIEW_INIT("\x82\1U\011abcdefghi\xff"), false},
        {VIEW_INIT("\x84\1\0\0\0\0\0\0{\"a\":{}}"), false},
        // Maps of MessagePack (its specification, "map format family").
        {VIEW_INIT("\x83\xadprefix_search\xa1x\xa1"
                   "a\xc0\xa1"
                   "b\xc0"),
         false},
        {VIEW_INIT("\x82\xa5nodes\x90\xa5"
                   "attrs\x90"),
         false},
        {VIEW_INIT("\x82\xa2)Rcos\nsystem\n(S'true'\ntR!"), true},
    };
    struct arena a = {0};
    struct notes n = {.arena = &a};
    struct pickle_reader p;

    CHECK(!pickle_reader_open(&a, &n, &p));
    for (size_t i = 0; i < sizeof file / sizeof *file; i++)
        CHECK(pickle_is(&p, file[i].bytes) == file[i].is);
    CHECK_U64(n.note_count, 0);
    arena_free(&a);
}

// Long ones are told by their front, which others do not keep up: a text of
// nothing but opcodes that keeps nothing is read to where it breaks off.
TEST(tells_a_long_pickle_by_its_front)
{
    static const struct {
        struct view front, each, end;
        bool is;
    } file[] = {
        {VIEW_INIT("(lp0\n"), VIEW_INIT("I1\na"), VIEW_INIT("."), true},
        {VIEW_INIT("(lp0\n"), VIEW_INIT("I1\na"), VIEW_INIT("?"), true},
        {VIEW_INIT("(l"), VIEW_INIT("I1\na"), VIEW_INIT("."), true},
        {VIEW_INIT("(l"), VIEW_INIT("I1\na"), VIEW_INIT("?"), false},
        {VIEW_INIT("N"), VIEW_INIT("N0"), VIEW_INIT("cos\nsystem\n."), true},
    };

    for (size_t i = 0; i < sizeof file / sizeof *file; i++) {
        struct arena a = {0};
        struct notes n = {.arena = &a};
        struct text t = {.arena = &a};
        struct pickle_reader p;

        CHECK(!pickle_reader_open(&a, &n, &p));
        text_add(&t, file[i].front);
        for (size_t k = 0; k < 40000; k++)
            text_add(&t, file[i].each);
        text_add(&t, file[i].end);
        CHECK(pickle_is(&p, text_view(&t)) == file[i].is);
        arena_free(&a);
    }
}

// ---- the common opcodes, run quickly

// What adds something to the list that is on top, or looks like it.
static const struct view pieces[] = {
    // clang-format off
    VIEW_INIT("K\1a"), VIEW_INIT("M\1\2a"), VIEW_INIT("J\xfe\xff\xff\xff" "a"),
    VIEW_INIT("G\x3f\xf8\0\0\0\0\0\0a"), VIEW_INIT("Na"), VIEW_INIT("\x88\x89" "0a"),
    VIEW_INIT("X\3\0\0\0abcq\1a"), VIEW_INIT("\x8c\0a"), VIEW_INIT("\x8c\3abc\x94" "a"),
    VIEW_INIT("\x8c\x0b" "abcdefghijkr\2\1\0\0a"), VIEW_INIT("\x8c\4\xc3\xa4" "bca"),
    VIEW_INIT("\x8c\xa" "12345678\xc3\xa4" "a"), VIEW_INIT("U\x0f" "c(cls\nc\x80\2(cos\n(a"),
    VIEW_INIT("X\x1d\0\0\0====ccollections\nCounter\n)R.a"),
    VIEW_INIT("U\3\xff" "bca"), VIEW_INIT("C\x9" "123456789a"), VIEW_INIT("B\2\0\0\0abq\3a"),
    VIEW_INIT("I12\na"), VIEW_INIT("I-7\na"), VIEW_INIT("I00\na"), VIEW_INIT("I01\na"),
    VIEW_INIT("I007\na"), VIEW_INIT("I 0x1f\na"), VIEW_INIT("I1234567890123\na"),
    VIEW_INIT("I12345678901234567890\na"), VIEW_INIT("L12345678L\na"), VIEW_INIT("L-1\na"),
    VIEW_INIT("F1.5e-7\na"), VIEW_INIT("F-inf\na"), VIEW_INIT("F 1.5\na"),
    VIEW_INIT("F-0.30000000000000004\na"), VIEW_INIT("F1e5\na"), VIEW_INIT("F2.\na"),
    VIEW_INIT("F.5\na"), VIEW_INIT("F1_0.5\na"), VIEW_INIT("F+1E+5\na"),
    VIEW_INIT("cbuiltins\nbytearray\nK\1\x85Ra"),
    VIEW_INIT("cbuiltins\nbytearray\n\x8a\6\0\0\0\0\0\1\x85Ra"),
    VIEW_INIT("c_codecs\nencode\nVa\nVlatin1\n\x86Ra"),
    VIEW_INIT("c_codecs\nencode\nX\6\0\0\0\xc2\x80\4cosX\1\0\0\0l\x86Ra"),
    VIEW_INIT("S'abc'\np4\na"), VIEW_INIT("S\"a\\x62'\" \na"), VIEW_INIT("S''\na"),
    VIEW_INIT("Vabcdefghijklmnopqrstuvwxyz\np5\na"), VIEW_INIT("Va\\u0062c\na"), VIEW_INIT("V\na"),
    VIEW_INIT("Vpickles: cos\na"), VIEW_INIT("Np01\na"), VIEW_INIT("Np70000\na"),
    VIEW_INIT("h\1a"), VIEW_INIT("j\2\1\0\0a"), VIEW_INIT("g4\na"), VIEW_INIT("g05\na"),
    VIEW_INIT(")a"), VIEW_INIT("K\1\x85q\6a"), VIEW_INIT("NN\x86\x94" "a"), VIEW_INIT("N]N\x87" "a"),
    VIEW_INIT("(ta"), VIEW_INIT("(NK\1\x8c\1a]}tq\6a"), VIEW_INIT("(N(Nt(ttp6\na"), VIEW_INIT("(NNNe"),
    VIEW_INIT("(h\6h\6e"), VIEW_INIT("2a"), VIEW_INIT("]\x94(NNea"), VIEW_INIT("}q\7(K\1NK\2Nua"),
    VIEW_INIT("}K\1Nsa"), VIEW_INIT("(K\1Nda"), VIEW_INIT("\x8f(NN\x90" "a"), VIEW_INIT("(N1"),
    VIEW_INIT("ccollections\nOrderedDict\nq\10)Rq\6a"), VIEW_INIT("h\10)\x81}ba"),
    VIEW_INIT("(h\10Noa"), VIEW_INIT("\x8c\2os\x8c\6system\x93" "a"), VIEW_INIT("\x8a\2\1\2a"),
    VIEW_INIT("(\x8c\7storageh\10tQa"), VIEW_INIT("\x80\2"), VIEW_INIT("\x95\5\0\0\0\0\0\0\0"),
    // clang-format on
};

// What most pickles do not survive.
static const struct view faults[] = {
    VIEW_INIT("\x8c\2\xc3("),   VIEW_INIT("t"),
    VIEW_INIT("h\xee"),         VIEW_INIT("g99999999\n"),
    VIEW_INIT("I1x\n"),         VIEW_INIT("F1x\n"),
    VIEW_INIT("N)R"),           VIEW_INIT("I1\n)R"),
    VIEW_INIT("]K\1\x85\x81"),  VIEW_INIT("F1.2.3\n"),
    VIEW_INIT("F1e\n"),         VIEW_INIT("F-\n"),
    VIEW_INIT("F1e-\n"),        VIEW_INIT("S'a\n"),
    VIEW_INIT("pa\n"),          VIEW_INIT("(q\1"),
    VIEW_INIT("0000000000000"), VIEW_INIT("\x87"),
    VIEW_INIT("\xff"),          VIEW_INIT("X\xff\xff\0\0a"),
};

// With a fault among some hundred pieces, or with none.
static struct view random_pickle(struct arena *a, uint64_t *dice, size_t count,
                                 bool good)
{
    struct text t = {.arena = a};

    text_add(&t, VIEW("]Nq\1q\2q\3q\4q\5q\6r\2\1\0\0" // what others get
                      "0ccollections\nOrderedDict\nq\10"
                      "0"));
    for (size_t i = 0; i < count; i++) {
        *dice ^= *dice << 13; // Marsaglia 2003, xorshift64
        *dice ^= *dice >> 7;
        *dice ^= *dice << 17;
        size_t side = (size_t)(*dice >> 32);
        if (!good && *dice % 300 == 0)
            text_add(&t, faults[side % (sizeof faults / sizeof *faults)]);
        else
            text_add(&t, pieces[side % (sizeof pieces / sizeof *pieces)]);
    }
    text_add(&t, VIEW("."));
    return text_view(&t);
}

static bool same_value(struct pickle_value a, struct pickle_value b, int deep)
{
    struct pickle_box left = pickle_items(a), right = pickle_items(b);

    if (pickle_kind(a) != pickle_kind(b))
        return false;
    if (pickle_kind(a) == PICKLE_TEXT || pickle_kind(a) == PICKLE_BYTES)
        return view_eq(pickle_text(a), pickle_text(b));
    if (pickle_kind(a) == PICKLE_GLOBAL)
        return view_eq(pickle_imported(a)->name, pickle_imported(b)->name) &&
               pickle_imported(a)->count == pickle_imported(b)->count;
    if (!pickle_is_boxed(a))
        return a.bits == b.bits;
    bool is = left.item_count == right.item_count &&
              left.offset == right.offset && left.weight == right.weight &&
              left.depth == right.depth;
    for (size_t i = 0; i < left.item_count && is && deep; i++)
        is = same_value(left.item[i], right.item[i], deep - 1);
    return is;
}

static void read_as(struct arena *a, struct view bytes, bool container,
                    bool slow, struct notes *n, struct pickle *out)
{
    struct pickle_reader p;

    *n = (struct notes){.arena = a};
    CHECK(!pickle_reader_open(a, n, &p));
    p.container = container;
    p.slow = slow;
    pickle_read(&p, bytes, 0, out);
}

static void same_in_both_ways(struct view bytes, bool container)
{
    struct arena a = {0};
    struct notes quick, slow;
    struct pickle one, other;

    read_as(&a, bytes, container, false, &quick, &one);
    read_as(&a, bytes, container, true, &slow, &other);
    CHECK_U64(one.whole, other.whole);
    CHECK_U64(one.end, other.end);
    CHECK(same_value(one.root, other.root, 4));
    CHECK_U64(quick.note_count, slow.note_count);
    for (size_t i = 0; i < quick.note_count && i < slow.note_count; i++) {
        CHECK_VIEW(quick.note[i].rule, slow.note[i].rule);
        CHECK_VIEW(quick.note[i].shows, slow.note[i].shows);
        CHECK_U64(quick.note[i].offset, slow.note[i].offset);
    }
    arena_free(&a);
}

TEST(what_is_run_quickly_gives_what_each_row_gives)
{
    uint64_t dice = UINT64_C(0x9e3779b97f4a7c15);

    for (size_t i = 0; i < 400; i++) {
        struct arena a = {0};
        bool is_long = i >= 390; // so that it uses up its memory
        struct view bytes =
            random_pickle(&a, &dice, is_long ? 100000 : i, is_long);

        same_in_both_ways(bytes, i % 2);
        arena_free(&a);
    }
}

// The memory for values, 20 MiB of them, is used up by 32 bytes a list.
TEST(what_was_empty_when_memory_ran_out_is_only_weighed)
{
    struct arena a = {0};
    struct text t = {.arena = &a};

    text_add(&t, VIEW("}q\1]q\2}K\0K\1sq\3"));
    text_fill(&t, ']', 700000);
    text_add(
        &t, VIEW("h\1K\1K\2sK\3K\4sh\2K\1aK\2ah\3K\1K\2s"
                 "Nr\0\1\0\0ccollections\nOrderedDict\n)R(NNNNNNNNNNNNNNNN1."));
    same_in_both_ways(text_view(&t), false);
    arena_free(&a);
}

TEST(judges_names_by_the_allow_list)
{
    static const struct {
        const char *module, *name;
        enum pickle_class class;
    } judged[] = {
        {"collections", "OrderedDict", PICKLE_ALLOWED},
        {"torch", "FloatStorage", PICKLE_ALLOWED},
        {"torch", "load", PICKLE_DANGER},
        {"torch.nn.modules.linear", "Linear", PICKLE_UNLISTED},
        {"torch.hub", "load", PICKLE_DANGER},
        {"torch.serialization", "_get_layout", PICKLE_ALLOWED},
        {"builtins", "list", PICKLE_ALLOWED},
        {"builtins", "eval", PICKLE_DANGER},
        {"os", "path", PICKLE_DANGER},
        {"ospath", "x", PICKLE_UNLISTED},
        {"collections", "_sys.modules", PICKLE_DANGER},
        {"numpy", "ndarray", PICKLE_ALLOWED},
        {"numpy.testing._private.utils", "runstring", PICKLE_DANGER},
        {"joblib.numpy_pickle", "NumpyArrayWrapper", PICKLE_UNLISTED},
        {"joblib", "load", PICKLE_DANGER},
    };
    struct arena a = {0};
    struct pickle_names *names;

    CHECK(!pickle_names_open(&a, &names));
    for (size_t i = 0; i < sizeof judged / sizeof *judged; i++)
        CHECK_U64(pickle_judge(names, view_of(judged[i].module),
                               view_of(judged[i].name)),
                  judged[i].class);
    arena_free(&a);
}

// The pickle `v` with more opcodes in front of its own and behind: those in the
// middle are run quickly.
static struct notes among_others(struct arena *a, struct view v)
{
    struct text t = {.arena = a};

    if (view_starts(v, VIEW("\x80")))
        v = view_from(v, 2);
    text_add(&t, VIEW("\x80\2N0N0"));
    text_add(&t, view_head(v, v.len - 1));
    for (size_t i = 0; i < 100; i++)
        text_add(&t, VIEW("N0"));
    text_add(&t, VIEW("."));
    return scan(a, text_view(&t));
}

// float() of Python 3.11.7 and its C unpickler; either may load the file.
TEST(takes_the_floats_that_a_loader_takes)
{
    static const char *const lines[] = {
        "0",    "-0.5",  "1.5e-7",    "1e5",   ".5",   "5.",   "5.e5",
        "1E+5", "+1.0",  "1_0.5",     "1e5_0", "inf",  "-inf", "Infinity",
        "nan",  " 1.5 ", "\t1\r\v\f", "1e999", "1.5_5"};

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct arena a = {0};
        struct text t = {.arena = &a};

        text_print(&t, "F%s\n.", lines[i]);
        struct notes n = scan(&a, text_view(&t));
        CHECK_U64(n.note_count, 0);
        n = among_others(&a, text_view(&t));
        CHECK_U64(n.note_count, 0);
        arena_free(&a);
    }
}

// CPython gives a MemoryError, or takes the memory, for each of the first.
TEST(tells_calls_that_ask_for_more_than_they_are_given)
{
    static const struct {
        struct view bytes;
        bool vast;
    } call[] = {
        {VIEW_INIT("c__builtin__\nbytearray\n(I1099511627776\ntR."), true},
        {VIEW_INIT("cbuiltins\nbytes\n(I1099511627776\ntR."), true},
        {VIEW_INIT("cbuiltins\nlist\n(cbuiltins\nrange\n"
                   "(I1099511627776\ntRtR."),
         true},
        {VIEW_INIT("c__builtin__\nlist\n(c__builtin__\nxrange\n"
                   "(I1099511627776\ntRtR."),
         true},
        {VIEW_INIT("cbuiltins\nset\n(cbuiltins\nrange\n"
                   "(I1099511627776\nI0\nI-2\ntRtR."),
         true},
        {VIEW_INIT("cnumpy\nndarray\n((I2000000\nI2000000\nttR."), true},
        {VIEW_INIT("ctorch\nFloatStorage\n(I1099511627776\ntR."), true},
        {VIEW_INIT("ctorch\nTensor\n(I2000000\nI2000000\ntR."), true},
        {VIEW_INIT("ccollections\nCounter\n(cbuiltins\nrange\n"
                   "(L99999999999999999999L\ntRtR."),
         true},
        {VIEW_INIT("cbuiltins\nrange\n(I1099511627776\ntR."), false},
        {VIEW_INIT("cbuiltins\nlist\n(cbuiltins\nrange\n"
                   "(I0\nI1099511627776\nI549755813888\ntRtR."),
         false},
        {VIEW_INIT("cbuiltins\nlist\n(cbuiltins\nrange\n"
                   "(I1099511627776\nI0\ntRtR."),
         false},
        {VIEW_INIT("cbuiltins\nint\n(I1099511627776\ntR."), false},
        {VIEW_INIT("cbuiltins\nlist\n((lI1099511627776\natR."), false},
        {VIEW_INIT("cbuiltins\nset\n((I2000000\nI2000000\nttR."), false},
        {VIEW_INIT("cnumpy\nndarray\n((I0\nI1099511627776\nttR."), false},
        {VIEW_INIT("ctorch\nSize\n((I2000000\nI2000000\nttR."), false},
    };

    for (size_t i = 0; i < sizeof call / sizeof *call; i++) {
        struct arena a = {0};
        struct notes n = scan(&a, call[i].bytes);

        CHECK_U64(n.note_count, call[i].vast ? 1 : 0);
        CHECK(noted(&n, "pickle.limit") == call[i].vast);
        n = among_others(&a, call[i].bytes);
        CHECK(noted(&n, "pickle.limit") == call[i].vast);
        arena_free(&a);
    }
}

// pickle.dumps({"a": b}, protocol 2) of Python, where b is a pickle of
// protocol 4 that calls os.system, or is not.
TEST(looks_into_bytes_that_stand_as_letters)
{
    static const struct {
        struct view bytes;
        bool hides;
    } pickle[] = {
        {VIEW_INIT("\x80\2c_codecs\nencode\nX\x1e\0\0\0\xc2\x80\4\xc2\x8c\2os"
                   "\xc2\x8c\6system\xc2\x93(\xc2\x8c\4truetR."
                   "X\6\0\0\0latin1\x86R."),
         true},
        {VIEW_INIT("c_codecs\nencode\n(V\x80\4\x8c\2os\x8c\6system\x93("
                   "\x8c\4truetR.\nVlatin1\ntR."),
         true},
        {VIEW_INIT("c__builtin__\nbytearray\n(V\x80\4\x8c\2os\x8c\6system"
                   "\x93.\nVlatin1\ntR."),
         true},
        {VIEW_INIT("c_codecs\nencode\n(V\x80\4\x8c\2os\x8c\6system\x86.\n"
                   "Vlatin1\ntR."),
         false},
        {VIEW_INIT("c_codecs\nencode\n(V\x80\4\x8c\2os\\u0180system\x93.\n"
                   "Vutf8\ntR."),
         false},
    };

    for (size_t i = 0; i < sizeof pickle / sizeof *pickle; i++) {
        struct arena a = {0};
        struct notes n = scan(&a, pickle[i].bytes);

        CHECK(noted(&n, "pickle.nested") == pickle[i].hides);
        CHECK(noted(&n, "pickle.import.danger") == pickle[i].hides);
        CHECK(pickle[i].hides || !n.note_count);
        n = among_others(&a, pickle[i].bytes);
        CHECK(noted(&n, "pickle.nested") == pickle[i].hides);
        CHECK(noted(&n, "pickle.import.danger") == pickle[i].hides);
        arena_free(&a);
    }
}

CHECK_MAIN(
    CHECK_CASE(takes_the_floats_that_a_loader_takes),
    CHECK_CASE(tells_a_long_pickle_by_its_front),
    CHECK_CASE(tells_calls_that_ask_for_more_than_they_are_given),
    CHECK_CASE(looks_into_bytes_that_stand_as_letters),
    CHECK_CASE(reads_values_of_every_plain_kind),
    CHECK_CASE(many_pickles_share_the_budget_of_their_file),
    CHECK_CASE(tells_every_way_to_import_and_call),
    CHECK_CASE(lists_what_was_imported_before_a_fault_and_in_later_pickles),
    CHECK_CASE(sees_what_stands_behind_oddities_that_the_loader_takes),
    CHECK_CASE(reads_a_broken_frame_in_both_ways),
    CHECK_CASE(says_nothing_of_allowed_imports_and_of_words_in_texts),
    CHECK_CASE(survives_every_shorter_pickle_and_calls_it_malformed),
    CHECK_CASE(calls_malformed_what_the_loader_refuses),
    CHECK_CASE(takes_no_memory_for_lengths_and_indices_that_lie),
    CHECK_CASE(an_import_that_stands_often_is_kept_once),
    CHECK_CASE(a_stack_that_goes_up_and_down_takes_its_room_once),
    CHECK_CASE(takes_millions_of_entries_and_no_more),
    CHECK_CASE(a_limit_is_no_end_behind_which_one_can_hide),
    CHECK_CASE(a_memo_with_gaps_takes_what_is_in_it),
    CHECK_CASE(tells_containers_that_expand_or_nest_beyond_reason),
    CHECK_CASE(containers_that_are_not_kept_are_weighed),
    CHECK_CASE(containers_that_were_kept_are_weighed_on),
    CHECK_CASE(a_list_that_left_the_memo_does_not_come_back),
    CHECK_CASE(a_checkpoint_keeps_of_a_long_dict_what_may_hold_tensors),
    CHECK_CASE(what_is_no_longer_kept_is_told),
    CHECK_CASE(texts_with_escapes_that_are_not_kept_are_looked_into),
    CHECK_CASE(many_indices_that_are_too_far_are_an_end),
    CHECK_CASE(a_large_checkpoint_keeps_what_its_size_warrants),
    CHECK_CASE(long_texts_with_escapes_are_looked_into),
    CHECK_CASE(arrays_in_the_stream_that_cannot_be_followed_are_told),
    CHECK_CASE(the_state_of_a_type_says_how_large_an_array_in_the_stream_is),
    CHECK_CASE(what_a_call_is_given_is_known_behind_many_others),
    CHECK_CASE(an_import_is_known_however_far_apart_its_two_names_are),
    CHECK_CASE(a_number_too_long_to_be_at_hand_is_told),
    CHECK_CASE(a_long_text_that_is_encoded_is_told),
    CHECK_CASE(many_containers_that_are_used_twice_are_no_limit),
    CHECK_CASE(tells_text_from_pickles_without_a_magic_number),
    CHECK_CASE(what_is_run_quickly_gives_what_each_row_gives),
    CHECK_CASE(what_was_empty_when_memory_ran_out_is_only_weighed),
    CHECK_CASE(judges_names_by_the_allow_list))
