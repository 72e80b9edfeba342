// SPDX-License-Identifier: Apache-2.0
// The checkpoints of these tests have the layout that torch.save gives for a
// state dict: the zip form written by Python's zipfile, the older form by hand.
// layer.weight and tied.weight share the storage 0; layer.bias is every second
// element of the storage 1.
#include "format/torch.h"

#include "base/text.h"

#include "check.h"

// clang-format off
static const char checkpoint[] =
    "PK\003\004\024\000\000\000\000\000\000\000!\000|\376\023j"
    "\304\001\000\000\304\001\000\000\n\000\000\000m/data.pkl\200"
    "\002ccollections\nOrderedDict\nq\000)Rq\001(X\014\000\000"
    "\000layer.weightq\002ctorch._utils\n_rebuild_tensor_v2\nq"
    "\003((X\007\000\000\000storageq\004ctorch\nFloatStorage\nq"
    "\005X\001\000\000\0000q\006X\003\000\000\000cpuq\007K\004tq"
    "\010QK\000K\002K\002\206q\011K\002K\001\206q\n\211h\000)Rq"
    "\013tq\014Rq\015X\n\000\000\000layer.biasq\016h\003((X\007"
    "\000\000\000storageq\017ctorch\nHalfStorage\nq\020X\001\000"
    "\000\0001q\021X\003\000\000\000cpuq\022K\006tq\023QK\000K"
    "\003\205q\024K\002\205q\025\211h\000)Rq\026tq\027Rq\030X\013"
    "\000\000\000tied.weightq\031h\003((X\007\000\000\000storageq"
    "\032ctorch\nFloatStorage\nq\033X\001\000\000\0000q\034X\003"
    "\000\000\000cpuq\035K\004tq\036QK\000K\002K\002\206q\037K"
    "\002K\001\206q \211h\000)Rq!tq\"Rq#u}q$X\011\000\000\000_met"
    "adataq%h\000)Rq&X\000\000\000\000q'}q(X\007\000\000\000versi"
    "onq)K\001sssb.PK\003\004\024\000\000\000\000\000\000\000!"
    "\000\205=\343\031\006\000\000\000\006\000\000\000\013\000"
    "\000\000m/byteorderlittlePK\003\004\024\000\000\000\000\000"
    "\000\000!\000R5\225.\020\000\000\000\020\000\000\000\010\000"
    "\000\000m/data/0\000\000\200\?\000\000\000\300\000\000\000\?"
    "\000\000\200>PK\003\004\024\000\000\000\000\000\000\000!\000"
    "o\306\325{\014\000\000\000\014\000\000\000\010\000\000\000m/"
    "data/1\000\000\000\000\000\000\000\000\000\000\000\000PK\003"
    "\004\024\000\000\000\000\000\000\000!\000\321\236gU\002\000"
    "\000\000\002\000\000\000\011\000\000\000m/version3\nPK\001"
    "\002\024\003\024\000\000\000\000\000\000\000!\000|\376\023j"
    "\304\001\000\000\304\001\000\000\n\000\000\000\000\000\000"
    "\000\000\000\000\000\200\001\000\000\000\000m/data.pklPK\001"
    "\002\024\003\024\000\000\000\000\000\000\000!\000\205=\343"
    "\031\006\000\000\000\006\000\000\000\013\000\000\000\000\000"
    "\000\000\000\000\000\000\200\001\354\001\000\000m/byteorderP"
    "K\001\002\024\003\024\000\000\000\000\000\000\000!\000R5\225"
    ".\020\000\000\000\020\000\000\000\010\000\000\000\000\000"
    "\000\000\000\000\000\000\200\001\033\002\000\000m/data/0PK"
    "\001\002\024\003\024\000\000\000\000\000\000\000!\000o\306"
    "\325{\014\000\000\000\014\000\000\000\010\000\000\000\000"
    "\000\000\000\000\000\000\000\200\001Q\002\000\000m/data/1PK"
    "\001\002\024\003\024\000\000\000\000\000\000\000!\000\321"
    "\236gU\002\000\000\000\002\000\000\000\011\000\000\000\000"
    "\000\000\000\000\000\000\000\200\001\203\002\000\000m/versio"
    "nPK\005\006\000\000\000\000\005\000\005\000\024\001\000\000"
    "\254\002\000\000\000\000";

static const char legacy[] =
    "\200\002\212\nl\374\234F\371 j\250P\031.\200\002M\351\003."
    "\200\002}q\000(X\020\000\000\000protocol_versionM\351\003X"
    "\015\000\000\000little_endian\210X\n\000\000\000type_sizes}("
    "X\005\000\000\000shortK\002X\003\000\000\000intK\004X\004"
    "\000\000\000longK\004uu.\200\002ccollections\nOrderedDict\nq"
    "\000)Rq\001X\006\000\000\000weightq\002ctorch._utils\n_rebui"
    "ld_tensor_v2\nq\003((X\007\000\000\000storageq\004ctorch\nFl"
    "oatStorage\nq\005X\001\000\000\0000q\006X\003\000\000\000cpu"
    "q\007K\004Ntq\010QK\000K\002K\002\206q\011K\002K\001\206q\n"
    "\211h\000)Rq\013tq\014Rq\015s}q\016X\011\000\000\000_metadat"
    "aq\017h\000)Rq\020X\000\000\000\000q\021}q\022X\007\000\000"
    "\000versionq\023K\001sssb.\200\002]q\000X\001\000\000\0000a."
    "\004\000\000\000\000\000\000\000\000\000\200\?\000\000\000"
    "\300\000\000\000\?\000\000\200>";

// A sparse tensor of three elements, with indices 0 and 2, which stand last.
static const char sparse[] =
    "\200\002\212\012l\374\234F\371 j\250P\031.\200\002M\351\003.\200"
    "\002}q\000(X\020\000\000\000protocol_versionq\001M\351\003X\015"
    "\000\000\000little_endianq\002\210X\012\000\000\000type_sizesq"
    "\003}q\004(X\005\000\000\000shortq\005K\002X\003\000\000\000intq"
    "\006K\004X\004\000\000\000longq\007K\004uu.\200\002}q\000X\001"
    "\000\000\000sq\001ctorch._utils\012_rebuild_sparse_tensor\012q"
    "\002ctorch.serialization\012_get_layout\012q\003X\020\000\000\000"
    "torch.sparse_cooq\004\205q\005Rq\006ctorch._utils\012_rebuild_ten"
    "sor_v2\012q\007((X\007\000\000\000storageq\010ctorch\012LongStora"
    "ge\012q\011X\010\000\000\00095393152q\012X\003\000\000\000cpuq"
    "\013K\002Ntq\014QK\000K\001K\002\206q\015K\002K\001\206q\016\211c"
    "collections\012OrderedDict\012q\017)Rq\020tq\021Rq\022h\007((h"
    "\010ctorch\012FloatStorage\012q\023X\011\000\000\000157305040q"
    "\024h\013K\002Ntq\025QK\000K\002\205q\026K\001\205q\027\211h\017)"
    "Rq\030tq\031Rq\032ctorch\012Size\012q\033K\003\205q\034\205q\035R"
    "q\036\207q\037\206q Rq!s.\200\002]q\000(X\011\000\000\00015730504"
    "0q\001X\010\000\000\00095393152q\002e.\002\000\000\000\000\000"
    "\000\000\000\000\200\?\000\000\200\?\002\000\000\000\000\000\000"
    "\000\000\000\000\000\000\000\000\000\002\000\000\000\000\000\000"
    "\000";
// clang-format on

static const struct view whole = {checkpoint, sizeof checkpoint - 1};
static const struct view older = {legacy, sizeof legacy - 1};

static void check_same_notes(const struct tensors *t, const struct tensors *u)
{
    CHECK_U64(u->note_count, t->note_count);
    for (size_t i = 0; i < t->note_count && i < u->note_count; i++) {
        CHECK_U64(u->note[i].severity, t->note[i].severity);
        CHECK_U64(u->note[i].offset, t->note[i].offset);
        CHECK(view_eq(u->note[i].rule, t->note[i].rule));
        CHECK(view_eq(u->note[i].shows, t->note[i].shows));
    }
}

// Who does not ask for the tensors is told the same of them.
static struct error *read_bytes(struct arena *a, struct view bytes,
                                struct tensors *t)
{
    struct file f = file_of(bytes, VIEW("t.pt"));
    struct tensors unlisted;
    struct error *other = torch_check(a, &f, &unlisted);
    struct error *e = torch_read(a, &f, t);

    CHECK_U64(other != NULL, e != NULL);
    CHECK_U64(unlisted.tensor_count, 0);
    check_same_notes(t, &unlisted);
    return e;
}

static const struct tensor_note *note(const struct tensors *t, const char *rule)
{
    for (size_t i = 0; i < t->note_count; i++)
        if (view_eq(t->note[i].rule, view_of(rule)))
            return &t->note[i];
    return NULL;
}

// `v` with the only occurrence of `old` replaced by `new` of the same length.
static struct view with(struct arena *a, struct view v, struct view old,
                        struct view new)
{
    char *at = arena_alloc(a, v.len);
    size_t hit = view_find(v, old);

    CHECK(hit != SIZE_MAX && old.len == new.len);
    memcpy(at, v.at, v.len);
    if (hit != SIZE_MAX)
        memcpy(at + hit, new.at, new.len);
    return (struct view){at, v.len};
}

TEST(lists_tensors_and_counts_tied_ones_once)
{
    struct arena a = {0};
    struct tensors t;

    CHECK(!read_bytes(&a, whole, &t));
    CHECK_TEXT(t.format, "torch");
    CHECK_U64(t.note_count, 0);
    CHECK_U64(t.tensor_count, 3);
    CHECK_TEXT(t.tensor[0].name, "layer.weight");
    CHECK_TEXT(t.tensor[0].dtype, "f32");
    CHECK_U64(t.tensor[0].dims, 2);
    CHECK_U64(t.tensor[0].dim[0], 2);
    CHECK_U64(t.tensor[0].size, 16);
    CHECK_U64(t.tensor[0].offset,
              view_find(whole, VIEW("\0\0\x80\x3f\0\0\0\xc0")));
    CHECK_TEXT(t.tensor[1].name, "layer.bias");
    CHECK_TEXT(t.tensor[1].dtype, "f16");
    CHECK_U64(t.tensor[1].count, 3);
    CHECK_TEXT(t.tensor[2].name, "tied.weight");
    CHECK_U64(t.parameters, 7);
    CHECK_TEXT(tensors_meta(&t, VIEW("byteorder")), "little");
    arena_free(&a);
}

TEST(reads_the_older_form)
{
    struct arena a = {0};
    struct tensors t;

    CHECK(!read_bytes(&a, older, &t));
    CHECK_U64(t.tensor_count, 1);
    CHECK_TEXT(t.tensor[0].name, "weight");
    CHECK_U64(t.tensor[0].offset, older.len - 16);
    CHECK_U64(t.parameters, 4);
    CHECK(note(&t, "torch.legacy") != NULL);
    CHECK_U64(t.note_count, 1);
    arena_free(&a);
}

TEST(tells_a_tensor_that_reaches_past_its_storage)
{
    struct arena a = {0};
    struct tensors t;
    // layer.bias: size (3,), stride (2,) becomes 9
    struct view v =
        with(&a, whole, VIEW("K\3\x85q\x14K\2"), VIEW("K\3\x85q\x14K\11"));

    CHECK(!read_bytes(&a, v, &t));
    CHECK(note(&t, "torch.storage") != NULL);
    CHECK_U64(t.tensor_count, 3);
    // a checkpoint without the member of a storage
    v = with(
        &a, with(&a, whole, VIEW("m/data/1\0\0\0\0"), VIEW("m/data/7\0\0\0\0")),
        VIEW("m/data/1PK"), VIEW("m/data/7PK"));
    CHECK(!read_bytes(&a, v, &t));
    CHECK(note(&t, "torch.storage") != NULL);
    arena_free(&a);
}

// PyTorch asserts that the id of a storage is a tuple.
TEST(tells_a_storage_that_is_named_by_a_list)
{
    struct arena a = {0};
    struct tensors t;
    struct view v = with(&a, older, VIEW("K\4Ntq\10Q"), VIEW("K\4Nlq\10Q"));

    (void)!read_bytes(&a, v, &t);
    CHECK(note(&t, "torch.storage") != NULL);
    arena_free(&a);
}

TEST(gives_tensors_and_the_finding_of_a_hostile_checkpoint)
{
    struct arena a = {0};
    struct tensors t;
    // the same length of name: collections.OrderedDict
    struct view v = with(&a, older, VIEW("collections\nOrderedDict"),
                         VIEW("subprocess\ncheck_output"));

    CHECK(!read_bytes(&a, v, &t));
    CHECK_U64(t.tensor_count, 1);
    const struct tensor_note *n = note(&t, "pickle.import.danger");
    CHECK(n && n->severity == NOTE_DANGER);
    CHECK(n && n->offset == view_find(v, VIEW("csubprocess")));
    arena_free(&a);
}

TEST(tells_a_bare_pickle_and_refuses_what_is_none)
{
    struct arena a = {0};
    struct tensors t;

    CHECK(!read_bytes(&a, VIEW("cos\nsystem\n)R."), &t));
    CHECK(note(&t, "pickle.import.danger") != NULL);
    struct error *e = read_bytes(&a, VIEW("\x89PNG\r\n\x1a\n0000"), &t);
    CHECK(e && e->kind == ERROR_INPUT);
    CHECK(note(&t, "format.mismatch") != NULL);
    e = read_bytes(&a, VIEW(""), &t);
    CHECK(e && e->kind == ERROR_INPUT);
    arena_free(&a);
}

TEST(refuses_every_shorter_checkpoint)
{
    for (size_t len = 0; len < whole.len; len++) {
        struct arena a = {0};
        struct tensors t;

        CHECK(read_bytes(&a, arena_copy(&a, view_head(whole, len)), &t));
        arena_free(&a);
    }
    // Five pickles in a row: the first is the magic number, the last a list.
    size_t magic = view_find(older, VIEW(".")) + 1;
    size_t list = view_find(older, VIEW("\x80\2]q"));
    size_t storages = list + view_find(view_from(older, list), VIEW(".")) + 1;
    for (size_t len = 0; len < older.len; len++) {
        struct arena a = {0};
        struct tensors t;
        struct error *e =
            read_bytes(&a, arena_copy(&a, view_head(older, len)), &t);

        if (len >= magic && len < storages)
            CHECK(e && view_has(e->message, VIEW("breaks off in its pickles")));

        // Cut among the storages, the tensors are told all the same.
        CHECK(e || note(&t, "torch.storage") || note(&t, "pickle.malformed"));
        arena_free(&a);
    }
}

// Pickles of the older form, by pickletools: a tensor of the storage 0, which
// has four elements.
#define TEXT_0 "X\1\0\0\0\60"
#define STORED(key)                                                            \
    "(X\7\0\0\0storagectorch\nFloatStorage\n" key "X\3\0\0\0cpuK\4NtQ"
#define PLACED(size, stride)    "(" STORED(TEXT_0) "K\0" size stride
#define ARGUMENTS(size, stride) PLACED(size, stride) "\x89}t"
#define V2                      "ctorch._utils\n_rebuild_tensor_v2\n"
#define TENSOR(size)            V2 ARGUMENTS(size, "K\1\x85") "R"
#define TYPED                   "ctorch._tensor\n_rebuild_from_type_v2\n"
#define PLAIN                   "ctorch\nTensor\n"
#define PARAMETER               "ctorch._utils\n_rebuild_parameter\n"
#define ONES                    "K\1K\1K\1K\1K\1K\1K\1K\1K\1"

// The older form with another object in it.
static struct view holding(struct arena *a, struct view object)
{
    size_t front = view_find(older, VIEW("\x80\2ccollections"));
    size_t keys = view_find(older, VIEW("\x80\2]q"));

    struct text t = {.arena = a};

    text_add(&t, view_head(older, front));
    text_add(&t, VIEW("\x80\2"));
    text_add(&t, object);
    text_add(&t, VIEW("."));
    text_add(&t, view_from(older, keys));
    return text_view(&t);
}

// Two in a byte, of which the storage counts the bytes; as PyTorch 1.13.1
// writes and loads them.
TEST(a_storage_of_packed_elements_counts_bytes)
{
#define PACKED(size)                                                           \
    "ctorch._utils\n_rebuild_qtensor\n"                                        \
    "((X\7\0\0\0storagectorch\nQUInt4x2Storage\n" TEXT_0                       \
    "X\3\0\0\0cpuK\4NtQK\0K" size "\x85K\1\x85"                                \
    "(ctorch\nper_tensor_affine\nG\x3f\xf0\0\0\0\0\0\0K\0t\x89}tR"
    static const struct {
        struct view object;
        bool fits;
    } row[] = {{VIEW_INIT(PACKED("\10")), true},
               {VIEW_INIT(PACKED("\7")), true},
               {VIEW_INIT(PACKED("\11")), false}};

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct arena a = {0};
        struct tensors t;

        CHECK(!read_bytes(&a, holding(&a, row[i].object), &t));
        CHECK_U64(t.tensor_count, 1);
        CHECK((note(&t, "torch.storage") == NULL) == row[i].fits);
        arena_free(&a);
    }
}

// Each was loaded with PyTorch 1.13.1, which gives the tensor.
TEST(lists_tensors_however_they_are_made)
{
    static const struct {
        struct view fits, reaches_out; // with four elements, and more
    } object[] = {
#define BOTH(before, behind)                                                   \
    {VIEW_INIT(before TENSOR("K\4\x85") behind ""),                            \
     VIEW_INIT(before TENSOR("K\5\x85") behind "")}
        BOTH("", ""),
        BOTH("ccollections\nOrderedDict\n(](" TEXT_0, "tatR"),
        BOTH("}", "K\1s"),
        BOTH("\x8f(", "\x90"),
        BOTH("(K\1", "tK\2\x86"),
        BOTH("ctorch.nn.parameter\nParameter\n", "\x85R"),
        BOTH(PARAMETER PARAMETER PARAMETER PARAMETER PARAMETER,
             "\x89}\x87R\x89}\x87R\x89}\x87R\x89}\x87R\x89}\x87R"),
        BOTH("ccollections\nOrderedDict\n)R}" TEXT_0, "sb}b"),
#undef BOTH
        {VIEW_INIT(TYPED "(" TYPED PLAIN
                         "(" V2 PLAIN ARGUMENTS("K\4\x85", "K\1\x85") "}t}tR"),
         VIEW_INIT(TYPED "(" TYPED PLAIN
                         "(" V2 PLAIN ARGUMENTS("K\5\x85", "K\1\x85") "}t}tR")},
        {VIEW_INIT(PLAIN ")R" PLACED("K\4\x85", "K\1\x85") "tb"),
         VIEW_INIT(PLAIN ")R" PLACED("K\4\x85", "K\2\x85") "tb")},
        {VIEW_INIT(TENSOR("ctorch\nSize\nK\4\x85\x85R")),
         VIEW_INIT(TENSOR("ctorch\nSize\nK\5\x85\x85R"))},
        {VIEW_INIT(V2 ARGUMENTS("(K\4" ONES "t", "(K\1" ONES "t") "R"),
         VIEW_INIT(V2 ARGUMENTS("(K\5" ONES "t", "(K\1" ONES "t") "R")},
    };

    for (size_t i = 0; i < sizeof object / sizeof *object; i++) {
        struct arena a = {0};
        struct tensors t;

        CHECK(!read_bytes(&a, holding(&a, object[i].fits), &t));
        CHECK_U64(t.tensor_count, 1);
        CHECK_U64(t.parameters, 4);
        CHECK(!note(&t, "torch.storage"));
        CHECK(!read_bytes(&a, holding(&a, object[i].reaches_out), &t));
        CHECK(note(&t, "torch.storage") != NULL);
        arena_free(&a);
    }
}

// ---- what is checked while it is read

// With hooks as PyTorch gives them, so that all of it is at hand when it is
// made.
#define SETTLED(count)                                                         \
    V2 PLACED(count "\x85", "K\1\x85") "\x89"                                  \
                                       "ccollections\nOrderedDict\n)RtR"

// Values, of which % stands for another. The memo has something at 1 and 2.
static const struct view values[] = {
    // clang-format off
    VIEW_INIT(TENSOR("K\4\x85")), VIEW_INIT(TENSOR("K\2\x85") "q\1"), VIEW_INIT(TENSOR("K\5\x85")),
    VIEW_INIT(V2 ARGUMENTS("K\2K\2\x86", "K\2K\1\x86") "q\2R"), VIEW_INIT(TENSOR("(K\4l")),
    VIEW_INIT(V2 PLACED("K\3\x85", "K\1\x85") "\x89" "ccollections\nOrderedDict\n)Rq\1tR"),
    VIEW_INIT(SETTLED("K\4")), VIEW_INIT(SETTLED("K\4") "q\2"), VIEW_INIT(SETTLED("K\5")), VIEW_INIT(SETTLED("K\3") "q\1"),
    VIEW_INIT(V2 PLACED("K\3\x85", "K\1\x85") "%tR"), VIEW_INIT(V2 "(%K\0K\1\x85K\1\x85tR"),
    VIEW_INIT(V2 "%R"), VIEW_INIT(V2 PLACED("]q\2K\4a", "]K\1a") "tR"),
    VIEW_INIT(TENSOR("ctorch\nSize\nK\4\x85\x85R")), VIEW_INIT(PARAMETER "%\x89}\x87R"),
    VIEW_INIT(PARAMETER PARAMETER "%\x89}\x87Rq\1\x89}\x87R"), VIEW_INIT(PLAIN ")R%b"),
    VIEW_INIT(PLAIN ")R" PLACED("K\4\x85", "K\1\x85") "tb"),
    VIEW_INIT(PLAIN ")R" PLACED("K\5\x85", "K\1\x85") "tb"),
    VIEW_INIT(TYPED "(" V2 PLAIN ARGUMENTS("K\5\x85", "K\1\x85") "}tR"), VIEW_INIT(TYPED "(" V2 PLAIN "%}tR"),
    VIEW_INIT("]q\1%a"), VIEW_INIT("]q\2(%%e"), VIEW_INIT("}q\1K\1%s"), VIEW_INIT("}q\2(%K\1K\2%u"),
    VIEW_INIT("%\x85q\1"), VIEW_INIT("%%\x86"), VIEW_INIT("(%%%tq\2"), VIEW_INIT("\x8f(%\x90"),
    VIEW_INIT("ccollections\nOrderedDict\n)Rq\1(K\1%K\2%u"), VIEW_INIT("ccollections\nOrderedDict\n%\x85R"),
    VIEW_INIT("h\1"), VIEW_INIT("h\2"), VIEW_INIT("h\1q\2"), VIEW_INIT("%2\x86"), VIEW_INIT("%0%"),
    VIEW_INIT("h\1%a"), VIEW_INIT("h\2%a"), VIEW_INIT("h\1K\1%s"), VIEW_INIT("h\1%b"), VIEW_INIT("h\2%b"),
    VIEW_INIT("(ccollections\nOrderedDict\n)Rq\1\x85h\1K\1%s0t"), VIEW_INIT("(ccollections\nOrderedDict\n)Rq\1\x85h\1%b0t"),
    VIEW_INIT("K\1"), VIEW_INIT("N"), VIEW_INIT(STORED(TEXT_0)), VIEW_INIT(STORED("K\1")),
    // clang-format on
};

static void add_value(struct text *t, uint64_t *dice, unsigned depth)
{
    *dice ^= *dice << 13; // Marsaglia 2003, xorshift64
    *dice ^= *dice >> 7;
    *dice ^= *dice << 17;
    struct view v = values[(*dice >> 32) % (sizeof values / sizeof *values)];
    if (depth > 6)
        v = values[0];
    for (size_t i = 0; i < v.len; i++)
        if (v.at[i] == '%')
            add_value(t, dice, depth + 1);
        else
            text_add(t, view_head(view_from(v, i), 1));
}

// Checks the notes of those who do not ask for a list, which look at tensors
// when they are made, against those who walk to them.
TEST(tensors_are_held_against_their_storages_in_any_place)
{
    uint64_t dice = UINT64_C(0x9e3779b97f4a7c15);
    size_t reach_out = 0;

    for (size_t i = 0; i < 4000; i++) {
        struct arena a = {0};
        struct text t = {.arena = &a};
        struct tensors read;

        text_add(&t, VIEW("}q\1]q\2"));
        add_value(&t, &dice, 0);
        (void)!read_bytes(&a, holding(&a, text_view(&t)), &read);
        const struct tensor_note *n = note(&read, "torch.storage");
        reach_out += n && view_find(n->shows, VIEW("reaches")) != SIZE_MAX;
        arena_free(&a);
    }
    CHECK(reach_out > 100);
}

// The storage has no type and four bytes; the tensor says what they are.
TEST(tensors_of_a_storage_without_a_type_stay_within_its_bytes)
{
#define BYTES(type, size)                                                      \
    VIEW_INIT("ctorch._utils\n_rebuild_tensor_v3\n("                           \
              "(X\7\0\0\0storagectorch.storage\nUntypedStorage\n" TEXT_0       \
              "X\3\0\0\0cpuK\4NtQK\0" size "K\1\x85\x89}ctorch\n" type "\ntR")
    static const struct {
        struct view object;
        bool fits;
    } row[] = {
        {BYTES("uint8", "K\4\x85"), true},
        {BYTES("uint8", "K\5\x85"), false},
        {BYTES("float8_e4m3fn", "K\4\x85"), true},
        {BYTES("float32", "K\1\x85"), true},
        {BYTES("float32", "K\2\x85"), false},
        {BYTES("uint4", "K\3\x85"), true}, // a byte each
        {BYTES("uint4", "K\5\x85"), false},
    };
#undef BYTES

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct arena a = {0};
        struct tensors t;

        CHECK(!read_bytes(&a, holding(&a, row[i].object), &t));
        bool told = false;
        for (size_t k = 0; k < t.note_count; k++)
            told |=
                view_find(t.note[k].shows, VIEW("reaches past")) != SIZE_MAX;
        CHECK_U64(told, !row[i].fits);
        arena_free(&a);
    }
}

// "a" is a dict of dicts by numbers, the last of which holds one tensor.
TEST(names_are_made_of_the_keys_down_to_a_tensor)
{
    struct arena a = {0};
    struct tensors t;

    CHECK(!read_bytes(
        &a,
        holding(&a, VIEW("}(X\1\0\0\0a}(J\xf6\xff\xff\xff}"
                         "K\7](N" TENSOR(
                             "K\4\x85") "esK\0"
                                        "}X\0\0\0\0" TENSOR(
                                            "K\3\x85") "suN}X"
                                                       "\1\0\0\0b" TENSOR(
                                                           "K\2\x85") "su")),
        &t));
    CHECK_U64(t.tensor_count, 3);
    CHECK_TEXT(t.tensor[0].name, "a.-10.7.1");
    CHECK_TEXT(t.tensor[1].name, "a.0");
    CHECK_TEXT(t.tensor[2].name, "b");
    CHECK_U64(t.note_count, 1); // torch.legacy
    arena_free(&a);
}

// A key of 100,000 bytes above each of 40 tensors: 4 MB of names, where 1 MiB
// and 16 bytes for each byte of the file may be: 2.7 MB.
TEST(names_that_take_more_than_the_file_warrants_are_a_limit)
{
    struct arena a = {0};
    struct text object = {.arena = &a};
    struct tensors t;

    text_add(&object, VIEW("}X\xa0\x86\1\0"));
    text_fill(&object, 'k', 100000);
    text_add(&object, VIEW("]("));
    for (size_t i = 0; i < 40; i++)
        text_add(&object, VIEW(TENSOR("K\4\x85")));
    text_add(&object, VIEW("es"));
    CHECK(!read_bytes(&a, holding(&a, text_view(&object)), &t));
    const struct tensor_note *n = note(&t, "pickle.limit");
    CHECK(n && n->severity == NOTE_LIMIT);
    CHECK(t.tensor_count > 20 && t.tensor_count < 30);
    arena_free(&a);
}

// What stands for values that are not kept lasts as long as they do.
TEST(values_beyond_the_budget_are_told_and_hold_nothing)
{
    struct arena a = {0};
    struct text object = {.arena = &a};
    struct tensors t;

    for (size_t i = 0; i < 1500000; i++) // lists of 24 bytes and more
        text_add(&object, VIEW("]0"));
    text_add(&object, VIEW("}X\1\0\0\0a" TENSOR("K\4\x85") "s"));
    CHECK(!read_bytes(&a, holding(&a, text_view(&object)), &t));
    CHECK(note(&t, "pickle.limit") != NULL);
    CHECK_U64(t.tensor_count, 0);
    arena_free(&a);
}

// 2,000 bytes of a name each, of which 8 MiB are kept.
TEST(imports_beyond_the_tracked_ones_are_a_limit)
{
    struct arena a = {0};
    struct text object = {.arena = &a};
    struct tensors t;

    for (size_t i = 0; i < 4500; i++) {
        text_add(&object, i ? VIEW("0ctorch\n") : VIEW("}X\1\0\0\0actorch\n"));
        text_fill(&object, '_', 2000);
        text_add(&object, arena_print(&a, "%zu\n", i));
    }
    text_add(&object, VIEW(")Rs"));
    CHECK(!read_bytes(&a, holding(&a, text_view(&object)), &t));
    CHECK(note(&t, "pickle.limit") != NULL);
    arena_free(&a);
}

TEST(a_storage_has_a_text_as_its_key)
{
    struct arena a = {0};
    struct tensors t;
    struct view with_bytes =
        VIEW(V2 "(" STORED("C\1\60") "K\0K\4\x85K\1\x85\x89"
                                     "}tR");

    // PyTorch takes a key in bytes for another storage, which nothing fills.
    CHECK(!read_bytes(&a, holding(&a, with_bytes), &t));
    CHECK(note(&t, "torch.storage") != NULL);
    arena_free(&a);
}

// The same tensor again, of a storage of nine elements: right behind the first,
// and with the storage 1 between the two.
TEST(a_storage_has_one_size)
{
    static const struct view other =
        VIEW_INIT(V2 "(" STORED("X\1\0\0\0\61") "K\0K\4\x85K\1\x85\x89}tR");

    for (size_t between = 0; between < 2; between++) {
        struct arena a = {0};
        struct tensors t;
        struct text tensors = {.arena = &a};

        text_add(&tensors, VIEW("(" TENSOR("K\4\x85")));
        text_add(&tensors, between ? other : VIEW(""));
        text_add(&tensors, VIEW(TENSOR("K\4\x85") "t"));
        struct view v = with(&a, holding(&a, text_view(&tensors)),
                             VIEW("cpuK\4NtQK\0K\4\x85K\1\x85\x89}tRt"),
                             VIEW("cpuK\11NtQK\0K\4\x85K\1\x85\x89}tRt"));
        CHECK(!read_bytes(&a, v, &t));
        const struct tensor_note *n = note(&t, "torch.storage");
        CHECK(n && n->severity == NOTE_MALFORMED &&
              view_has(n->shows, VIEW("two sizes")));
        arena_free(&a);
    }
}

TEST(the_older_form_may_hold_classes_with_their_source)
{
    struct arena a = {0};
    struct tensors t;

    CHECK(!read_bytes(
        &a,
        holding(&a, VIEW("]((X\6\0\0\0modulecmine\nNet\nX\4\0\0"
                         "\0a.pyX\1\0\0\0 tQ" TENSOR("K\4\x85") "e")),
        &t));
    CHECK(note(&t, "pickle.import.unlisted") != NULL);
    CHECK(!note(&t, "torch.storage"));
    CHECK_U64(t.tensor_count, 1);
    // Without a class it is none of these, and no storage either.
    CHECK(!read_bytes(
        &a,
        holding(&a, VIEW("]((X\6\0\0\0moduleX\3\0\0\0NetX\4\0\0"
                         "\0a.pyX\1\0\0\0 tQ" TENSOR("K\4\x85") "e")),
        &t));
    CHECK(note(&t, "torch.storage") != NULL);
    arena_free(&a);
}

// torch_sparse.h: PyTorch believes them.
TEST(indices_of_sparse_tensors_stay_within_them)
{
    static const struct {
        const char *number; // the last of the indices, eight bytes
        bool good;
    } rows[] = {
        {"\2\0\0\0\0\0\0\0", true},
        {"\0\0\0\0\0\0\0\0", true},
        {"\3\0\0\0\0\0\0\0", false},
        {"\0\0\0\0\0\1\0\0", false},
        {"\377\377\377\377\377\377\377\377", false},
    };
    enum { LEN = sizeof sparse - 1, NUMBER = 8 };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {0};
        char *at = arena_alloc(&a, LEN);
        struct tensors t;

        memcpy(at, sparse, LEN);
        memcpy(at + LEN - NUMBER, rows[i].number, NUMBER);
        CHECK(!read_bytes(&a, (struct view){at, LEN}, &t));
        CHECK_U64(note(&t, "torch.storage") != NULL, !rows[i].good);
        CHECK_U64(t.tensor_count, 2); // the indices and the values
        arena_free(&a);
    }
}

// `v` with the first `old` replaced by `new` of any length.
static struct view swapped(struct arena *a, struct view v, struct view old,
                           struct view new)
{
    size_t hit = view_find(v, old);
    struct text t = {.arena = a};

    CHECK(hit != SIZE_MAX);
    text_add(&t, view_head(v, hit));
    text_add(&t, new);
    text_add(&t, view_from(v, hit + old.len));
    return text_view(&t);
}

static void tells(struct view bytes, const char *rule,
                  enum note_severity severity, const char *words)
{
    struct arena a = {0};
    struct tensors t;
    bool told = false;

    (void)!read_bytes(&a, bytes, &t);
    for (size_t i = 0; i < t.note_count; i++)
        told |= view_eq(t.note[i].rule, view_of(rule)) &&
                t.note[i].severity == severity &&
                view_has(t.note[i].shows, view_of(words));
    if (!told)
        check_fail(__FILE__, __LINE__, "%s is not told: %s", rule, words);
    for (size_t i = 0; !told && i < t.note_count; i++)
        printf("    " VIEW_FMT "\n", VIEW_ARG(t.note[i].shows));
    arena_free(&a);
}

// torch/_utils.py gives each of these to Tensor.set_ or takes as many values.
TEST(tells_tensors_that_cannot_be)
{
    static const struct {
        struct view object;
        const char *words;
    } row[] = {
        {VIEW_INIT(V2 "(" STORED(TEXT_0) "tR"), "too few values"},
        {VIEW_INIT(V2 "(NK\0K\4\x85K\1\x85\x89}tR"), "has no storage"},
        {VIEW_INIT(TENSOR("J\xff\xff\xff\xff\x85")), "shape, stride or offset"},
        {VIEW_INIT(V2 "(" STORED(TEXT_0) "NK\4\x85K\1\x85\x89}tR"),
         "shape, stride or offset"},
        {VIEW_INIT(V2 "(" STORED(TEXT_0) "K\0K\4\x85K\1K\1\x86\x89}tR"),
         "shape, stride or offset"},
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct arena a = {0};

        tells(holding(&a, row[i].object), "torch.storage", NOTE_MALFORMED,
              row[i].words);
        arena_free(&a);
    }
}

TEST(tells_storages_that_are_not_as_tensors_say)
{
    struct arena a = {0};
    struct view list = VIEW("\200\002]q\000X\001\000\000\0000a.");

    tells(swapped(&a, older, list, VIEW("\200\002]q\000X\1\0\0\0007a.")),
          "torch.storage", NOTE_MALFORMED, "a storage that no tensor names");
    tells(swapped(&a, older, VIEW("a.\4\0\0\0\0\0\0\0"),
                  VIEW("a.\5\0\0\0\0\0\0\0")),
          "torch.storage", NOTE_MALFORMED,
          "does not have the 4 elements that the tensors say");
    // The same tensor again, of a storage of nine elements.
    tells(with(&a,
               holding(&a, VIEW("(" TENSOR("K\4\x85") TENSOR("K\4\x85") "t")),
               VIEW("cpuK\4NtQK\0K\4\x85K\1\x85\x89}tRt"),
               VIEW("cpuK\11NtQK\0K\4\x85K\1\x85\x89}tRt")),
          "torch.storage", NOTE_MALFORMED, "is given two sizes");
    arena_free(&a);
}

TEST(tells_what_is_more_than_is_followed)
{
    struct arena a = {0};
    struct text deep = {.arena = &a}, many = {.arena = &a};

    for (size_t i = 0; i < 66; i++)
        text_add(&deep, VIEW(PARAMETER "("));
    text_add(&deep, VIEW(TENSOR("K\4\x85")));
    for (size_t i = 0; i < 66; i++)
        text_add(&deep, VIEW("\x89}tR"));
    tells(holding(&a, text_view(&deep)), "pickle.limit", NOTE_LIMIT,
          "wrapped more than 64 deep");
    // One tensor, a million times and once more, in a list of lists.
    text_add(&many, VIEW(TENSOR("K\4\x85") "q\1]("));
    for (size_t i = 0; i < 1000; i++) {
        text_add(&many, VIEW("]("));
        for (size_t k = 0; k < 1001; k++)
            text_add(&many, VIEW("h\1"));
        text_add(&many, VIEW("e"));
    }
    text_add(&many, VIEW("e\x86"));
    tells(holding(&a, text_view(&many)), "pickle.limit", NOTE_LIMIT,
          "more than a million tensors");
    arena_free(&a);
}

// 65,535 indices, all of them the same number in the file.
TEST(more_indices_than_the_file_warrants_are_told)
{
    struct arena a = {0};
    struct view v = {sparse, sizeof sparse - 1};

    v = swapped(&a, v, VIEW("K\1K\2\x86q\x0dK\2K\1\x86"),
                VIEW("K\1M\xff\xff\x86q\x0dK\0K\0\x86"));
    v = swapped(&a, v, VIEW("K\2\x85q\x16K\1\x85"),
                VIEW("M\xff\xff\x85q\x16K\0\x85"));
    tells(v, "pickle.limit", NOTE_LIMIT, "more indices than the file warrants");
    arena_free(&a);
}

// What a checksum does not hold for, beside an import that runs something, is
// no accident.
TEST(a_checksum_that_hides_an_import_is_dangerous)
{
    struct arena a = {0};

    tells(with(&a, whole, VIEW("K\1sssb."), VIEW("K\2sssb.")), "zip.crc",
          NOTE_MALFORMED, "checksum");
    tells(with(&a, whole, VIEW("collections\nOrderedDict"),
               VIEW("subprocess\ncheck_output")),
          "zip.crc", NOTE_DANGER, "checksum");
    arena_free(&a);
}

TEST(a_checkpoint_that_is_two_things_is_told)
{
    struct arena a = {0};
    struct text both = {.arena = &a};
    char *folded = arena_alloc(&a, whole.len);

    text_add(&both, older);
    text_add(&both, whole);
    tells(text_view(&both), "format.polyglot", NOTE_DANGER,
          "a pickle in front and a zip archive at its end");
    // Another member than "m/data/0", but not for readers that fold letters.
    memcpy(folded, whole.at, whole.len);
    for (size_t i = 0; i + 8 <= whole.len; i++)
        if (!memcmp(folded + i, "m/data/1", 8))
            memcpy(folded + i, "m/DATA/0", 8);
    tells((struct view){folded, whole.len}, "zip.dup", NOTE_DANGER,
          "differ only in case");
    arena_free(&a);
}

CHECK_MAIN(
    CHECK_CASE(tensors_of_a_storage_without_a_type_stay_within_its_bytes),
    CHECK_CASE(tells_tensors_that_cannot_be),
    CHECK_CASE(tells_storages_that_are_not_as_tensors_say),
    CHECK_CASE(tells_what_is_more_than_is_followed),
    CHECK_CASE(more_indices_than_the_file_warrants_are_told),
    CHECK_CASE(a_checksum_that_hides_an_import_is_dangerous),
    CHECK_CASE(a_checkpoint_that_is_two_things_is_told),
    CHECK_CASE(a_storage_of_packed_elements_counts_bytes),
    CHECK_CASE(lists_tensors_however_they_are_made),
    CHECK_CASE(tensors_are_held_against_their_storages_in_any_place),
    CHECK_CASE(names_are_made_of_the_keys_down_to_a_tensor),
    CHECK_CASE(names_that_take_more_than_the_file_warrants_are_a_limit),
    CHECK_CASE(values_beyond_the_budget_are_told_and_hold_nothing),
    CHECK_CASE(imports_beyond_the_tracked_ones_are_a_limit),
    CHECK_CASE(a_storage_has_a_text_as_its_key),
    CHECK_CASE(a_storage_has_one_size),
    CHECK_CASE(indices_of_sparse_tensors_stay_within_them),
    CHECK_CASE(the_older_form_may_hold_classes_with_their_source),
    CHECK_CASE(lists_tensors_and_counts_tied_ones_once),
    CHECK_CASE(reads_the_older_form),
    CHECK_CASE(tells_a_tensor_that_reaches_past_its_storage),
    CHECK_CASE(tells_a_storage_that_is_named_by_a_list),
    CHECK_CASE(gives_tensors_and_the_finding_of_a_hostile_checkpoint),
    CHECK_CASE(tells_a_bare_pickle_and_refuses_what_is_none),
    CHECK_CASE(refuses_every_shorter_checkpoint))
