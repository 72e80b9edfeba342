// SPDX-License-Identifier: Apache-2.0
// Files put together from the format pages, one for each rule of threats.md 5
// and for what is nearly against it.
#include "format/gguf.h"
#include "format/npy.h"
#include "format/safetensors.h"

#include "check.h"
#include "notes.h"

struct variant {
    const char *name;
    struct view bytes;
    enum note_severity worst; // or one of the same effect
    const char *rule[3];      // that must be told, or NULL
};

// clang-format off
static const struct variant safetensors[] = {
    {"ok",
     VIEW_INIT(
         "@\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [1], "
         "\"data_offsets\": [0, 4]}}   \0\0\0\0"),
     NOTE_PLAIN, {NULL}},
    {"neg",
     VIEW_INIT(
         "@\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [-1],"
         " \"data_offsets\": [0, 4]}}  \0\0\0\0"),
     NOTE_MALFORMED, {"st.shape"}},
    {"negz",
     VIEW_INIT(
         "8\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F32\",\"shape\":[-0],\"da"
         "ta_offsets\":[0,0]}} "),
     NOTE_MALFORMED, {"st.shape"}},
    {"flt",
     VIEW_INIT(
         "8\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"d"
         "ata_offsets\":[0,4]}}\0\0\0\0"),
     NOTE_MALFORMED, {"st.shape"}},
    {"exp",
     VIEW_INIT(
         "8\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F32\",\"shape\":[1e0],\"d"
         "ata_offsets\":[0,4]}}\0\0\0\0"),
     NOTE_MALFORMED, {"st.shape"}},
    {"big",
     VIEW_INIT(
         "P\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F32\",\"shape\":[18446744"
         "073709551616],\"data_offsets\":[0,4]}}       \0\0\0\0"),
     NOTE_MALFORMED, {"st.shape"}},
    {"ovf",
     VIEW_INIT(
         "X\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [8589"
         "934592, 8589934592], \"data_offsets\": [0, 0]}}      "),
     NOTE_MALFORMED, {"st.shape"}},
    {"ovfz",
     VIEW_INIT(
         "X\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [8589"
         "934592, 8589934592, 0], \"data_offsets\": [0, 0]}}   "),
     NOTE_MALFORMED, {"st.shape"}},
    {"ovfb",
     VIEW_INIT(
         "P\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [4611"
         "686018427387904], \"data_offsets\": [0, 0]}} "),
     NOTE_MALFORMED, {"st.shape"}},
    {"size",
     VIEW_INIT(
         "@\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [2], "
         "\"data_offsets\": [0, 4]}}   \0\0\0\0"),
     NOTE_MALFORMED, {"st.size"}},
    {"dt",
     VIEW_INIT(
         "@\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F33\", \"shape\": [1], "
         "\"data_offsets\": [0, 4]}}   \0\0\0\0"),
     NOTE_MALFORMED, {"st.dtype"}},
    {"dtlow",
     VIEW_INIT(
         "@\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"f32\", \"shape\": [1], "
         "\"data_offsets\": [0, 4]}}   \0\0\0\0"),
     NOTE_MALFORMED, {"st.dtype"}},
    {"dtn",
     VIEW_INIT(
         "8\0\0\0\0\0\0\0{\"a\":{\"dtype\":1,\"shape\":[1],\"data_offs"
         "ets\":[0,4]}}      \0\0\0\0"),
     NOTE_MALFORMED, {"st.dtype"}},
    {"off",
     VIEW_INIT(
         "@\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [1], "
         "\"data_offsets\": [4, 0]}}   \0\0\0\0"),
     NOTE_MALFORMED, {"st.offset"}},
    {"off3",
     VIEW_INIT(
         "@\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [1], "
         "\"data_offsets\": [0, 4, 4]}}\0\0\0\0"),
     NOTE_MALFORMED, {"st.offset"}},
    {"offs",
     VIEW_INIT(
         "8\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"dat"
         "a_offsets\":[\"0\",4]}}\0\0\0\0"),
     NOTE_MALFORMED, {"st.offset"}},
    {"offmax",
     VIEW_INIT(
         "h\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [1], "
         "\"data_offsets\": [9223372036854775804, 9223372036854775808]"
         "}}       \0\0\0\0"),
     NOTE_MALFORMED, {"st.offset"}},
    {"gap",
     VIEW_INIT(
         "\200\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [1"
         "], \"data_offsets\": [0, 4]}, \"b\": {\"dtype\": \"F32\", \""
         "shape\": [1], \"data_offsets\": [8, 12]}}     \0\0\0\0\0\0\0"
         "\0\0\0\0\0"),
     NOTE_MALFORMED, {"st.gap"}},
    {"gap0",
     VIEW_INIT(
         "@\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [1], "
         "\"data_offsets\": [4, 8]}}   \0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"st.gap"}},
    {"over",
     VIEW_INIT(
         "\200\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [1"
         "], \"data_offsets\": [0, 4]}, \"b\": {\"dtype\": \"F32\", \""
         "shape\": [1], \"data_offsets\": [2, 6]}}      \0\0\0\0\0\0"),
     NOTE_MALFORMED, {"st.overlap"}},
    {"trail",
     VIEW_INIT(
         "@\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [1], "
         "\"data_offsets\": [0, 4]}}   \0\0\0\0x"),
     NOTE_MALFORMED, {"st.trailing"}},
    {"trunc",
     VIEW_INIT(
         "@\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [1], "
         "\"data_offsets\": [0, 4]}}   \0\0"),
     NOTE_MALFORMED, {"st.truncated"}},
    {"zin",
     VIEW_INIT(
         "\200\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [2"
         "], \"data_offsets\": [0, 8]}, \"z\": {\"dtype\": \"F32\", \""
         "shape\": [0], \"data_offsets\": [4, 4]}}      \0\0\0\0\0\0\0"
         "\0"),
     NOTE_MALFORMED, {"st.overlap"}},
    {"zend",
     VIEW_INIT(
         "\200\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [1"
         "], \"data_offsets\": [0, 4]}, \"z\": {\"dtype\": \"F32\", \""
         "shape\": [0], \"data_offsets\": [4, 4]}}      \0\0\0\0"),
     NOTE_PLAIN, {NULL}},
    {"dup",
     VIEW_INIT(
         "p\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"dat"
         "a_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\""
         "data_offsets\":[0,4]}}     \0\0\0\0"),
     NOTE_MALFORMED, {"st.dup"}},
    {"dupesc",
     VIEW_INIT(
         "p\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"dat"
         "a_offsets\":[0,4]},\"\\u0061\":{\"dtype\":\"F32\",\"shape\":"
         "[1],\"data_offsets\":[0,4]}}\0\0\0\0"),
     NOTE_MALFORMED, {"st.dup"}},
    {"dupf",
     VIEW_INIT(
         "H\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\","
         "\"shape\":[1],\"data_offsets\":[0,4]}}    \0\0\0\0"),
     NOTE_MALFORMED, {"st.dup"}},
    {"dupm",
     VIEW_INIT(
         "X\0\0\0\0\0\0\0{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"},"
         "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4"
         "]}} \0\0\0\0"),
     NOTE_MALFORMED, {"st.dup"}},
    {"meta",
     VIEW_INIT(
         "`\0\0\0\0\0\0\0{\"__metadata__\": {\"a\": \"b\"}, \"a\": {\""
         "dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}}"
         "       \0\0\0\0"),
     NOTE_PLAIN, {NULL}},
    {"metan",
     VIEW_INIT(
         "X\0\0\0\0\0\0\0{\"__metadata__\": {\"a\": 1}, \"a\": {\"dtyp"
         "e\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}} \0"
         "\0\0\0"),
     NOTE_MALFORMED, {"st.metadata"}},
    {"metal",
     VIEW_INIT(
         "X\0\0\0\0\0\0\0{\"__metadata__\": [], \"a\": {\"dtype\": \"F"
         "32\", \"shape\": [1], \"data_offsets\": [0, 4]}}       \0\0"
         "\0\0"),
     NOTE_MALFORMED, {"st.metadata"}},
    {"meta0",
     VIEW_INIT(
         "X\0\0\0\0\0\0\0{\"__metadata__\": null, \"a\": {\"dtype\": "
         "\"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}}     \0\0"
         "\0\0"),
     NOTE_PLAIN, {"st.metadata"}},
    {"entry",
     VIEW_INIT(
         "\20\0\0\0\0\0\0\0{\"a\": [1]}      "),
     NOTE_MALFORMED, {"st.entry"}},
    {"entry2",
     VIEW_INIT(
         "(\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [1]}}"
         "   "),
     NOTE_MALFORMED, {"st.entry"}},
    {"extra",
     VIEW_INIT(
         "H\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [1], "
         "\"data_offsets\": [0, 4], \"x\": 1}}   \0\0\0\0"),
     NOTE_PLAIN, {"st.extra-field"}},
    {"bom",
     VIEW_INIT(
         "@\0\0\0\0\0\0\0\357\273\277{\"a\":{\"dtype\":\"F32\",\"shape"
         "\":[1],\"data_offsets\":[0,4]}}       \0\0\0\0"),
     NOTE_MALFORMED, {"st.header.json"}},
    {"trailtxt",
     VIEW_INIT(
         "\10\0\0\0\0\0\0\0{} x    "),
     NOTE_MALFORMED, {"st.header.json"}},
    {"lead",
     VIEW_INIT(
         "8\0\0\0\0\0\0\0 {\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"da"
         "ta_offsets\":[0,4]}} \0\0\0\0"),
     NOTE_PLAIN, {"st.header.brace"}},
    {"padnl",
     VIEW_INIT(
         "9\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"dat"
         "a_offsets\":[0,4]}}\n\n\n\0\0\0\0"),
     NOTE_PLAIN, {"st.header.pad"}},
    {"padnul",
     VIEW_INIT(
         "9\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"dat"
         "a_offsets\":[0,4]}}\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {NULL}},
    {"utf8",
     VIEW_INIT(
         "8\0\0\0\0\0\0\0{\"\377\":{\"dtype\":\"F32\",\"shape\":[1],\""
         "data_offsets\":[0,4]}}  \0\0\0\0"),
     NOTE_MALFORMED, {"st.header.utf8"}},
    {"deep",
     VIEW_INIT(
         "\230\1\0\0\0\0\0\0{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
         "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
         "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
         "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]"
         "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
         "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
         "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
         "]]]]]}  "),
     NOTE_LIMIT, {NULL}},
    {"namenul",
     VIEW_INIT(
         "H\0\0\0\0\0\0\0{\"a\\u0000b\": {\"dtype\": \"F32\", \"shape"
         "\": [1], \"data_offsets\": [0, 4]}}    \0\0\0\0"),
     NOTE_MALFORMED, {"st.name"}},
    {"nm0",
     VIEW_INIT(
         "@\0\0\0\0\0\0\0{\"\": {\"dtype\": \"F32\", \"shape\": [1], "
         "\"data_offsets\": [0, 4]}}    \0\0\0\0"),
     NOTE_PLAIN, {"st.name"}},
    {"nm1",
     VIEW_INIT(
         "H\0\0\0\0\0\0\0{\"a\\u001b\": {\"dtype\": \"F32\", \"shape\""
         ": [1], \"data_offsets\": [0, 4]}}     \0\0\0\0"),
     NOTE_PLAIN, {"st.name"}},
    {"nm2",
     VIEW_INIT(
         "H\0\0\0\0\0\0\0{\"\\u202ea\": {\"dtype\": \"F32\", \"shape\""
         ": [1], \"data_offsets\": [0, 4]}}     \0\0\0\0"),
     NOTE_PLAIN, {"st.name"}},
    {"nm3",
     VIEW_INIT(
         "@\0\0\0\0\0\0\0{\"../a\": {\"dtype\": \"F32\", \"shape\": [1"
         "], \"data_offsets\": [0, 4]}}\0\0\0\0"),
     NOTE_PLAIN, {"st.name"}},
    {"nm4",
     VIEW_INIT(
         "@\0\0\0\0\0\0\0{\"/a\": {\"dtype\": \"F32\", \"shape\": [1],"
         " \"data_offsets\": [0, 4]}}  \0\0\0\0"),
     NOTE_PLAIN, {"st.name"}},
    {"arr",
     VIEW_INIT(
         "\10\0\0\0\0\0\0\0[]      "),
     NOTE_MALFORMED, {"st.header.json"}},
    {"lim",
     VIEW_INIT(
         "\1\341\365\5\0\0\0\0{}"),
     NOTE_LIMIT, {"st.header.limit"}},
    {"len",
     VIEW_INIT(
         "2\0\0\0\0\0\0\0{}"),
     NOTE_MALFORMED, {"st.header.length"}},
    {"max",
     VIEW_INIT(
         "\377\377\377\377\377\377\377\377{}"),
     NOTE_LIMIT, {"st.header.limit"}},
    {"0",
     VIEW_INIT(
         "\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {NULL}},
    {"f4odd",
     VIEW_INIT(
         "@\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F4\", \"shape\": [3], "
         "\"data_offsets\": [0, 2]}}    \0\0"),
     NOTE_MALFORMED, {"st.size"}},
    {"nanbf",
     VIEW_INIT(
         "@\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"BF16\", \"shape\": [2],"
         " \"data_offsets\": [0, 4]}}  \0\0\300\177"),
     NOTE_PLAIN, {"st.nonfinite"}},
    {"nanf64",
     VIEW_INIT(
         "@\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F64\", \"shape\": [1], "
         "\"data_offsets\": [0, 8]}}   \0\0\0\0\0\0\360\377"),
     NOTE_PLAIN, {"st.nonfinite"}},
    {"nane5",
     VIEW_INIT(
         "H\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F8_E5M2\", \"shape\": ["
         "4], \"data_offsets\": [0, 4]}}       \0|\0\0"),
     NOTE_PLAIN, {"st.nonfinite"}},
    {"i32ff",
     VIEW_INIT(
         "@\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"I32\", \"shape\": [1], "
         "\"data_offsets\": [0, 4]}}   \377\377\377\377"),
     NOTE_PLAIN, {NULL}},
    {"maxf",
     VIEW_INIT(
         "@\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [1], "
         "\"data_offsets\": [0, 4]}}   \236\311\177\177"),
     NOTE_PLAIN, {NULL}},
};

static const struct variant arrays[] = {
    {"ok",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'sh"
         "ape': (2,), }                                               "
         "             \n\0\0\0\0\0\0\0\0"),
     NOTE_PLAIN, {NULL}},
    {"ok2",
     VIEW_INIT(
         "\223NUMPY\2\0t\0\0\0{'descr': '<f4', 'fortran_order': False,"
         " 'shape': (2,), }                                           "
         "               \n\0\0\0\0\0\0\0\0"),
     NOTE_PLAIN, {NULL}},
    {"ok3",
     VIEW_INIT(
         "\223NUMPY\3\0t\0\0\0{'descr': '<f4', 'fortran_order': False,"
         " 'shape': (2,), }                                           "
         "               \n\0\0\0\0\0\0\0\0"),
     NOTE_PLAIN, {NULL}},
    {"v4",
     VIEW_INIT(
         "\223NUMPY\4\0t\0\0\0{'descr': '<f4', 'fortran_order': False,"
         " 'shape': (2,), }                                           "
         "               \n\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"v11",
     VIEW_INIT(
         "\223NUMPY\1\1v\0{'descr': '<f4', 'fortran_order': False, 'sh"
         "ape': (2,), }                                               "
         "             \n\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"obj",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '|O', 'fortran_order': False, 'sha"
         "pe': (1,), }                                                "
         "             \n\200\2}q\0(X\1\0\0\0aq\1K\1X\1\0\0\0bq\2]q\3("
         "K\1K\2eu."),
     NOTE_REVIEW, {"npy.object"}},
    {"objev",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '|O', 'fortran_order': False, 'sha"
         "pe': (1,), }                                                "
         "             \n\200\2cos\nsystem\n(X\4\0\0\0truetR."),
     NOTE_DANGER, {"npy.object", "pickle.import.danger"}},
    {"obj8",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': 'O8', 'fortran_order': False, 'sha"
         "pe': (1,), }                                                "
         "             \n\200\2cos\nsystem\n(X\4\0\0\0truetR."),
     NOTE_DANGER, {"npy.object"}},
    {"objw",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': 'object', 'fortran_order': False, "
         "'shape': (1,), }                                            "
         "             \n\200\2cos\nsystem\n(X\4\0\0\0truetR."),
     NOTE_DANGER, {NULL}},
    {"str",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': [('a','<f4'),('b','|O')], 'fortran"
         "_order': False, 'shape': (1,), }                            "
         "             \n\200\2cos\nsystem\n(X\4\0\0\0truetR."),
     NOTE_DANGER, {"npy.object", "pickle.import.danger"}},
    {"sub",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': [('a',('|O',(2,)))], 'fortran_orde"
         "r': False, 'shape': (1,), }                                 "
         "             \n\200\2cos\nsystem\n(X\4\0\0\0truetR."),
     NOTE_DANGER, {"npy.object"}},
    {"sub2",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': [('a','|O',(2,))], 'fortran_order'"
         ": False, 'shape': (1,), }                                   "
         "             \n\200\2cos\nsystem\n(X\4\0\0\0truetR."),
     NOTE_DANGER, {"npy.object"}},
    {"nest",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': [('a',[('b','<i4'),('c',[('d','|O'"
         ")])])], 'fortran_order': False, 'shape': (1,), }            "
         "             \n\200\2cos\nsystem\n(X\4\0\0\0truetR."),
     NOTE_DANGER, {"npy.object"}},
    {"title",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': [(('t','a'),'|O')], 'fortran_order"
         "': False, 'shape': (1,), }                                  "
         "             \n\200\2cos\nsystem\n(X\4\0\0\0truetR."),
     NOTE_DANGER, {"npy.object"}},
    {"structok",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': [('a','<f4'),('b','<i4',(2,))], 'f"
         "ortran_order': False, 'shape': (1,), }                      "
         "             \n\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_PLAIN, {NULL}},
    {"names",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': [('O','<f4')], 'fortran_order': Fa"
         "lse, 'shape': (1,), }                                       "
         "             \n\0\0\0\0"),
     NOTE_PLAIN, {NULL}},
    {"sh0",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'sh"
         "ape': (-1,), }                                              "
         "             \n\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"sh1",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'sh"
         "ape': (1<<62,), }                                           "
         "             \n\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"sh2",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'sh"
         "ape': (4611686018427387904,16), }                           "
         "             \n\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"sh3",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'sh"
         "ape': (99999999999999999999999,), }                         "
         "             \n\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"sh4",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'sh"
         "ape': (1.5,), }                                             "
         "             \n\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"sh5",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'sh"
         "ape': [2], }                                                "
         "             \n\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"sh6",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'sh"
         "ape': 2, }                                                  "
         "             \n\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"sh7",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'sh"
         "ape': (2,'a'), }                                            "
         "             \n\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"sh8",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'sh"
         "ape': (2+2,), }                                             "
         "             \n\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"sh9",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'sh"
         "ape': None, }                                               "
         "             \n\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"sh10",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'sh"
         "ape': (0x2,), }                                             "
         "             \n\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"sh-scalar",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'sh"
         "ape': (), }                                                 "
         "             \n\0\0\0\0"),
     NOTE_PLAIN, {NULL}},
    {"sh-zero",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'sh"
         "ape': (0,), }                                               "
         "             \n"),
     NOTE_PLAIN, {NULL}},
    {"short",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'sh"
         "ape': (3,), }                                               "
         "             \n\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"extrakey",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'sh"
         "ape': (2,), 'x': 1}                                         "
         "             \n\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"nokey",
     VIEW_INIT(
         "\223NUMPY\1\0006\0{'descr': '<f4', 'shape': (2,)}           "
         "           \n\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"call",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': __import__('os').system('x'), 'for"
         "tran_order': False, 'shape': (2,)}                          "
         "             \n\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"dupkey",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<f4', 'descr': '|O', 'fortran_ord"
         "er': False, 'shape': (2,)}                                  "
         "             \n\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {NULL}},
    {"trunc",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<f4', 'fortran_orde"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"hlen",
     VIEW_INIT(
         "\223NUMPY\2\0\377\377\377\177{"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"fo",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': 'yes', 'sh"
         "ape': (2,), }                                               "
         "             \n\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"list",
     VIEW_INIT(
         "\223NUMPY\1\0006\0[1,2]                                     "
         "           \n"),
     NOTE_MALFORMED, {"npy.malformed"}},
    {"dt",
     VIEW_INIT(
         "\223NUMPY\1\0v\0{'descr': '<q9', 'fortran_order': False, 'sh"
         "ape': (2,), }                                               "
         "             \n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"npy.malformed"}},
};

static const struct variant ggufs[] = {
    {"ok",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_PLAIN, {NULL}},
    {"magic",
     VIEW_INIT(
         "GGML\3\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama"),
     NOTE_MALFORMED, {"gguf.magic"}},
    {"v1",
     VIEW_INIT(
         "GGUF\1\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama"),
     NOTE_MALFORMED, {"gguf.version"}},
    {"v4",
     VIEW_INIT(
         "GGUF\4\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama"),
     NOTE_MALFORMED, {"gguf.version"}},
    {"v0",
     VIEW_INIT(
         "GGUF\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama"),
     NOTE_MALFORMED, {"gguf.version"}},
    {"v2",
     VIEW_INIT(
         "GGUF\2\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_PLAIN, {NULL}},
    {"nk",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\200\24\0\0\0\0\0"
         "\0\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama"),
     NOTE_MALFORMED, {NULL}},
    {"nt",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\1\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama"),
     NOTE_MALFORMED, {"gguf.count"}},
    {"nk2",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama"),
     NOTE_MALFORMED, {NULL}},
    {"dupk",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\24\0\0"
         "\0\0\0\0\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama"),
     NOTE_MALFORMED, {"gguf.dup"}},
    {"dupt",
     VIEW_INIT(
         "GGUF\3\0\0\0\2\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"
         "\0\0\0\0\0\0\0t\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0 \0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0"),
     NOTE_MALFORMED, {"gguf.dup"}},
    {"keye",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\0\0\0\0"
         "\0\0\0\0\4\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.key"}},
    {"keynul",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\3\0\0\0"
         "\0\0\0\0a\0b\4\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.key"}},
    {"keyhi",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\2\0\0\0"
         "\0\0\0\0\303\251\4\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.key"}},
    {"type13",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0x\15\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.type"}},
    {"bool2",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0x\7\0\0\0\2"),
     NOTE_MALFORMED, {"gguf.type"}},
    {"boolarr",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0x\11\0\0\0\7\0\0\0\2\0\0\0\0\0\0\0\0\3"),
     NOTE_MALFORMED, {"gguf.type"}},
    {"strlen",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0x\10\0\0\0\0\0\0\0\0\0\0@"),
     NOTE_MALFORMED, {"gguf.string"}},
    {"strcut",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0x\10\0\0\0\350\3\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.truncated"}},
    {"arrn",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0x\11\0\0\0\0\0\0\0\0\0\0\0\0\0\0 "),
     NOTE_MALFORMED, {"gguf.array"}},
    {"arrt",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0x\11\0\0\0M\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.array"}},
    {"arr2",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0x\11\0\0\0\11\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0"),
     NOTE_PLAIN, {"gguf.array"}},
    {"arrdeep",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0x\11\0\0\0\11\0\0\0\1\0\0\0\0\0\0\0\11\0\0\0\1\0\0\0"
         "\0\0\0\0\11\0\0\0\1\0\0\0\0\0\0\0\11\0\0\0\1\0\0\0\0\0\0\0"
         "\11\0\0\0\1\0\0\0\0\0\0\0\11\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0"),
     NOTE_LIMIT, {"gguf.array"}},
    {"al0",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\21\0\0"
         "\0\0\0\0\0general.alignment\4\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0t"
         "\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.align"}},
    {"al1",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\21\0\0"
         "\0\0\0\0\0general.alignment\4\0\0\0\3\0\0\0\1\0\0\0\0\0\0\0t"
         "\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.align"}},
    {"al2",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\21\0\0"
         "\0\0\0\0\0general.alignment\4\0\0\0\0\0\2\0\1\0\0\0\0\0\0\0t"
         "\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_LIMIT, {"gguf.align"}},
    {"al3",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\21\0\0"
         "\0\0\0\0\0general.alignment\n\0\0\0 \0\0\0\0\0\0\0\1\0\0\0\0"
         "\0\0\0t\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.align"}},
    {"al64",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\21\0\0"
         "\0\0\0\0\0general.alignment\4\0\0\0@\0\0\0\1\0\0\0\0\0\0\0t"
         "\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_PLAIN, {NULL}},
    {"dims5",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\5\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0"
         "\0\0\0\1\0\0\0\0\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.dims"}},
    {"dims0",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_PLAIN, {"gguf.dims"}},
    {"dimz",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_PLAIN, {"gguf.dims"}},
    {"dimneg",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0\377\377\377\377\377\377\377\377\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.dims"}},
    {"dimovf",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\2\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.dims"}},
    {"dimovfz",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\3\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.dims"}},
    {"block",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0!\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.dims"}},
    {"bytes",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0\0\0\0\0\0\0\0 \0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {NULL}},
    {"ty4",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0\10\0\0\0\0\0\0\0\4\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.tensor-type"}},
    {"ty5",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0\10\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.tensor-type"}},
    {"ty31",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0\10\0\0\0\0\0\0\0\37\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.tensor-type"}},
    {"ty33",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0\10\0\0\0\0\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.tensor-type"}},
    {"ty36",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0\10\0\0\0\0\0\0\0$\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.tensor-type"}},
    {"ty38",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0\10\0\0\0\0\0\0\0&\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.tensor-type"}},
    {"ty99",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0\10\0\0\0\0\0\0\0c\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.tensor-type"}},
    {"ty2147483648",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\200\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.tensor-type"}},
    {"offun",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\4\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.offset"}},
    {"off2",
     VIEW_INIT(
         "GGUF\3\0\0\0\2\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"
         "\0\0\0\0\0\0\0u\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0@\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0"),
     NOTE_MALFORMED, {"gguf.offset"}},
    {"offdup",
     VIEW_INIT(
         "GGUF\3\0\0\0\2\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"
         "\0\0\0\0\0\0\0u\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0"),
     NOTE_MALFORMED, {"gguf.offset"}},
    {"offmax",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\340\377\377\377"
         "\377\377\377\377\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.offset"}},
    {"dshort",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0@\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.truncated"}},
    {"trail",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\1\0\0\0"
         "\0\0\0\0t\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0xxxxxx"
         "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
     NOTE_PLAIN, {"gguf.trailing"}},
    {"namee",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\0\0\0\0"
         "\0\0\0\0\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.name"}},
    {"namenul",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\3\0\0\0"
         "\0\0\0\0a\0b\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.name"}},
    {"name64",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama@\0\0\0"
         "\0\0\0\0nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
         "nnnnnnnnnnnn\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.name"}},
    {"name63",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\77\0\0"
         "\0\0\0\0\0nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
         "nnnnnnnnnnnnn\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0"),
     NOTE_PLAIN, {NULL}},
    {"namectl",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\3\0\0\0"
         "\0\0\0\0a\33b\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     NOTE_PLAIN, {"gguf.name"}},
    {"noarch",
     VIEW_INIT(
         "GGUF\3\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0"
         "t\1\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.meta"}},
    {"tplnum",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0"
         "\0\0\24\0\0\0\0\0\0\0general.arch"
         "itecture\10\0\0\0\5\0\0\0\0\0\0\0ll"
         "ama\27\0\0\0\0\0\0\0tokenizer.c"
         "hat_template\4\0\0\0\1\0\0\0"),
     NOTE_MALFORMED, {"gguf.meta"}},
    {"tpllist",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0"
         "\0\0\24\0\0\0\0\0\0\0general.arch"
         "itecture\10\0\0\0\5\0\0\0\0\0\0\0ll"
         "ama\33\0\0\0\0\0\0\0tokenizer.c"
         "hat_template.rag\11\0\0\0\10\0"
         "\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0x"),
     NOTE_MALFORMED, {"gguf.meta"}},
    {"tplnames",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0"
         "\0\0\24\0\0\0\0\0\0\0general.arch"
         "itecture\10\0\0\0\5\0\0\0\0\0\0\0ll"
         "ama\30\0\0\0\0\0\0\0tokenizer.c"
         "hat_templates\11\0\0\0\10\0\0\0\1"
         "\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0rag"),
     NOTE_PLAIN, {NULL}},
    {"blk",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\21\0\0"
         "\0\0\0\0\0llama.block_count\4\0\0\0\1\2\0\0"),
     NOTE_LIMIT, {"gguf.meta"}},
    {"blkok",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\21\0\0"
         "\0\0\0\0\0llama.block_count\4\0\0\0\0\2\0\0"),
     NOTE_PLAIN, {NULL}},
    {"blkneg",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\21\0\0"
         "\0\0\0\0\0llama.block_count\5\0\0\0\377\377\377\377"),
     NOTE_MALFORMED, {"gguf.meta"}},
    {"blkf",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\21\0\0"
         "\0\0\0\0\0llama.block_count\6\0\0\0\0\0\0@"),
     NOTE_MALFORMED, {"gguf.meta"}},
    {"head0",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\32\0\0"
         "\0\0\0\0\0llama.attention.head_count\4\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.meta"}},
    {"headdiv",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\32\0\0"
         "\0\0\0\0\0llama.attention.head_count\4\0\0\0\3\0\0\0\26\0\0"
         "\0\0\0\0\0llama.embedding_length\4\0\0\0\10\0\0\0"),
     NOTE_MALFORMED, {"gguf.meta"}},
    {"ctx",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\24\0\0"
         "\0\0\0\0\0llama.context_length\4\0\0\0\1\0\0\10"),
     NOTE_LIMIT, {"gguf.meta"}},
    {"kvh0",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\35\0\0"
         "\0\0\0\0\0llama.attention.head_count_kv\4\0\0\0\0\0\0\0"),
     NOTE_MALFORMED, {"gguf.meta"}},
    {"tk",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\25\0\0"
         "\0\0\0\0\0tokenizer.ggml.tokens\11\0\0\0\10\0\0\0\2\0\0\0\0"
         "\0\0\0\1\0\0\0\0\0\0\0a\1\0\0\0\0\0\0\0b\33\0\0\0\0\0\0\0tok"
         "enizer.ggml.bos_token_id\4\0\0\0\2\0\0\0"),
     NOTE_MALFORMED, {"gguf.meta"}},
    {"tkok",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\25\0\0"
         "\0\0\0\0\0tokenizer.ggml.tokens\11\0\0\0\10\0\0\0\2\0\0\0\0"
         "\0\0\0\1\0\0\0\0\0\0\0a\1\0\0\0\0\0\0\0b\33\0\0\0\0\0\0\0tok"
         "enizer.ggml.bos_token_id\4\0\0\0\1\0\0\0"),
     NOTE_PLAIN, {NULL}},
    {"tkdup",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\25\0\0"
         "\0\0\0\0\0tokenizer.ggml.tokens\11\0\0\0\10\0\0\0\2\0\0\0\0"
         "\0\0\0\1\0\0\0\0\0\0\0a\1\0\0\0\0\0\0\0a"),
     NOTE_PLAIN, {"gguf.meta"}},
    {"tkby",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\25\0\0"
         "\0\0\0\0\0tokenizer.ggml.tokens\11\0\0\0\10\0\0\0\2\0\0\0\0"
         "\0\0\0\6\0\0\0\0\0\0\0<0x0A>\6\0\0\0\0\0\0\0<0x0g>\31\0\0\0"
         "\0\0\0\0tokenizer.ggml.token_type\11\0\0\0\5\0\0\0\2\0\0\0\0"
         "\0\0\0\6\0\0\0\6\0\0\0"),
     NOTE_MALFORMED, {"gguf.meta"}},
    {"tkbyok",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\25\0\0"
         "\0\0\0\0\0tokenizer.ggml.tokens\11\0\0\0\10\0\0\0\2\0\0\0\0"
         "\0\0\0\6\0\0\0\0\0\0\0<0x0A>\1\0\0\0\0\0\0\0x\31\0\0\0\0\0\0"
         "\0tokenizer.ggml.token_type\11\0\0\0\5\0\0\0\2\0\0\0\0\0\0\0"
         "\6\0\0\0\1\0\0\0"),
     NOTE_PLAIN, {NULL}},
    {"mrg",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\25\0\0"
         "\0\0\0\0\0tokenizer.ggml.merges\11\0\0\0\5\0\0\0\1\0\0\0\0\0"
         "\0\0\6\0\0\0"),
     NOTE_MALFORMED, {"gguf.meta"}},
    {"split",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\10\0\0"
         "\0\0\0\0\0split.no\2\0\0\0\2\0\13\0\0\0\0\0\0\0split.count\2"
         "\0\0\0\2\0"),
     NOTE_MALFORMED, {"gguf.meta"}},
    {"tokstr",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\25\0\0"
         "\0\0\0\0\0tokenizer.ggml.tokens\10\0\0\0\1\0\0\0\0\0\0\0x"),
     NOTE_MALFORMED, {"gguf.meta"}},
    {"tokint",
     VIEW_INIT(
         "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\24\0\0\0\0\0\0"
         "\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama\25\0\0"
         "\0\0\0\0\0tokenizer.ggml.tokens\11\0\0\0\5\0\0\0\1\0\0\0\0\0"
         "\0\0\6\0\0\0"),
     NOTE_MALFORMED, {"gguf.meta"}},
    {"be",
     VIEW_INIT(
         "GGUF\0\0\0\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0"
         "\24general.architecture\0\0\0\10\0\0\0\0\0\0\0\5llama"),
     NOTE_PLAIN, {"gguf.endian"}},
};
// clang-format on

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

TEST(each_safetensors_file_is_judged_by_its_rules)
{
    for (size_t i = 0; i < sizeof safetensors / sizeof *safetensors; i++)
        check_variant(&safetensors[i], safetensors_read);
}

TEST(each_array_is_judged_by_its_rules)
{
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        check_variant(&arrays[i], npy_read);
}

TEST(each_gguf_file_is_judged_by_its_rules)
{
    for (size_t i = 0; i < sizeof ggufs / sizeof *ggufs; i++)
        check_variant(&ggufs[i], gguf_read);
}

CHECK_MAIN(CHECK_CASE(each_safetensors_file_is_judged_by_its_rules),
           CHECK_CASE(each_array_is_judged_by_its_rules),
           CHECK_CASE(each_gguf_file_is_judged_by_its_rules))
