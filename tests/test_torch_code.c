// SPDX-License-Identifier: Apache-2.0
// Which of these programs call the operator was tried with torch 1.13.1: it
// loads and runs each that is wanted here, and writes the file.
#include "format/torch_code.h"

#include "base/text.h"

#include "check.h"

static size_t told(struct view code,
                   void (*check)(const struct torch_words *, struct view,
                                 struct notes *),
                   uint64_t *offset)
{
    struct arena a = {0};
    struct torch_words words;
    struct notes n = {.arena = &a};

    CHECK(!torch_words_read(&a, &words));
    check(&words, code, &n);
    for (size_t i = 0; i < n.note_count; i++) {
        CHECK_TEXT(n.note[i].rule, "torch.torchscript");
        CHECK_U64(n.note[i].severity, NOTE_DANGER);
        *offset = n.note[i].offset;
    }
    size_t count = n.note_count;
    arena_free(&a);
    return count;
}

static void check_all(const struct view *code, size_t count, size_t wanted)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t offset;
        size_t is = told(code[i], torch_code_check, &offset);

        if (is != wanted)
            check_fail(__FILE__, __LINE__, "%zu told: " VIEW_FMT, is,
                       VIEW_ARG(code[i]));
    }
}

TEST(nothing_between_the_parts_of_a_call_hides_it)
{
    static const struct view codes[] = {
        VIEW_INIT("torch.save(x, \"f\")"),
        VIEW_INIT("torch .  save (x, \"f\")"),
        VIEW_INIT("torch.\\\nsave(x, \"f\")"),
        VIEW_INIT("torch.\\\r\nsave(x, \"f\")"),
        VIEW_INIT("[torch. # save\n save(x, \"f\")]"),
        VIEW_INIT("torch.\r\f save(x, \"f\")"),
        VIEW_INIT("(torch).save(x, \"f\")"),
        VIEW_INIT("((torch ) .save)(x, \"f\")"),
        VIEW_INIT("((ops).aten).save(x, \"f\")"),
        VIEW_INIT("_1 = 'a#b'; torch.save(x, \"f\")"),
        VIEW_INIT("_1 = \"a\\\"\"; torch.save(x, \"f\")"),
        VIEW_INIT("_1 = '''it's\n'''; torch.save(x, \"f\")"),
        VIEW_INIT("fork(torch.save, x, \"f\")"),
        VIEW_INIT("ops.prim.  PythonOp(x)"),
        VIEW_INIT("x =  ^Own()(x)"),
        VIEW_INIT("return\\\n ^Own()(x)"),
        VIEW_INIT("import\\\n os"),
    };

    check_all(codes, sizeof codes / sizeof *codes, 1);
}

TEST(another_name_for_what_holds_operators_is_told)
{
    static const struct view codes[] = {
        VIEW_INIT("t = torch\nt.save(x, \"f\")"),
        VIEW_INIT("t = (torch)\nt.save(x, \"f\")"),
        VIEW_INIT("t : Any = torch\nt.save(x, \"f\")"),
        VIEW_INIT("t = ops.aten\nt.save(x, \"f\")"),
        VIEW_INIT("t = (ops).aten # and so on"),
        VIEW_INIT("getattr(torch, \"save\")(x, \"f\")"),
        VIEW_INIT("getattr(getattr(ops, \"aten\"), \"save\")(x, \"f\")"),
        VIEW_INIT("t = ops"),
    };

    check_all(codes, sizeof codes / sizeof *codes, 1);
}

// The last as torch 1.13.1 writes the fields and the texts of a program.
TEST(what_is_no_call_is_not_told)
{
    static const struct view codes[] = {
        VIEW_INIT(""),
        VIEW_INIT("torch.add(x, 1)"),
        VIEW_INIT("# torch.save(x)"),
        VIEW_INIT("self.torch.add"),
        VIEW_INIT("_0 = \"torch.save(x) or ops.aten.save(, it\\'s # good\""),
        VIEW_INIT("_0 = '''torch.save(\n''' # it's\n_1 = 'torch.save('"),
        VIEW_INIT("mytorch.save_all(x), torch.save_all(x), torch.saved(x)"),
        VIEW_INIT("y = x ^ x\ny = (x) ^ x"),
        VIEW_INIT("class M(Module):\n  ops : List[int]\n  torch : int\n"
                  "  m : __torch__.torch.nn.modules.rnn.LSTM\n"
                  "  def ops(self: __torch__.M, ops0: int) -> Tensor:\n"
                  "    ops2 = self.ops\n    p = P(ops=1, torch=2)\n"
                  "    ops.prim.RaiseException(_0)\n"
                  "    return torch.neg((torch.size(x))[0])\n"),
    };

    check_all(codes, sizeof codes / sizeof *codes, 0);
}

// A quote that nothing closes is an error to torch, and no text here.
TEST(an_open_quote_hides_nothing)
{
    static const struct view codes[] = {
        VIEW_INIT("x = 'a\ntorch.save(x)\n"),
        VIEW_INIT("x = 'torch.save(x)\n"),
        VIEW_INIT("x = '''torch.save(x)\n"),
        VIEW_INIT("x = \"\\\n torch.save(x)\n"),
    };

    check_all(codes, sizeof codes / sizeof *codes, 1);
}

TEST(a_call_is_found_wherever_it_stands_in_a_long_program)
{
    // Around the ends of the pieces that a program is read in.
    for (size_t before = 16300; before < 16420; before++) {
        struct arena a = {0};
        struct text code = {.arena = &a};
        uint64_t offset = 0;

        for (size_t i = 0; i < before; i++)
            text_byte(&code, i % 8 ? '1' : '+');
        text_add(&code, VIEW("+ops.aten . save(x)"));
        for (size_t i = 0; i < 40000; i++)
            text_byte(&code, '+');
        CHECK_U64(told(text_view(&code), torch_code_check, &offset), 1);
        CHECK_U64(offset, before + 5);
        arena_free(&a);
    }
}

// Texts of a pickle: their length, then they.
TEST(operators_of_byte_code_are_told)
{
    uint64_t offset = 0;

    CHECK_U64(told(VIEW("\x80\2X\n\0\0\0aten::saveq\1."), torch_bytecode_check,
                   &offset),
              1);
    CHECK_U64(offset, 7);
    CHECK_U64(told(VIEW("\x80\4\x8c\x0f"
                        "aten::from_file\x94\x8c\n"
                        "aten::save\x94."),
                   torch_bytecode_check, &offset),
              2);
    CHECK_U64(told(VIEW("\x80\2X\x0e\0\0\0aten::save_all."),
                   torch_bytecode_check, &offset),
              0);
    CHECK_U64(told(VIEW("aten::save"), torch_bytecode_check, &offset), 0);
    CHECK_U64(told(VIEW("\x80\2X\x08\0\0\0aten::addq\1."), torch_bytecode_check,
                   &offset),
              0);
}

CHECK_MAIN(CHECK_CASE(nothing_between_the_parts_of_a_call_hides_it),
           CHECK_CASE(another_name_for_what_holds_operators_is_told),
           CHECK_CASE(what_is_no_call_is_not_told),
           CHECK_CASE(an_open_quote_hides_nothing),
           CHECK_CASE(a_call_is_found_wherever_it_stands_in_a_long_program),
           CHECK_CASE(operators_of_byte_code_are_told))
