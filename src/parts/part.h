// SPDX-License-Identifier: Apache-2.0
// part.h - the parts of a model release and what was seen of them.
//
// Ids and meanings: yardsticks.md 1.2, with doc.logs, config.train,
// config.model and config.tokenizer added. The states: canon 3.
#ifndef PARTS_PART_H
#define PARTS_PART_H

#include "release/release.h"

enum part_kind {
    PART_WEIGHTS_FINAL,
    PART_WEIGHTS_BASE,
    PART_WEIGHTS_INTERMEDIATE,
    PART_WEIGHTS_OPTIMIZER,
    PART_CONFIG_MODEL,
    PART_CONFIG_TOKENIZER,
    PART_CONFIG_TRAIN,
    PART_CODE_ARCH,
    PART_CODE_INFER,
    PART_CODE_TRAIN, // twice: stage pretrain and stage finetune
    PART_CODE_DATA,
    PART_CODE_EVAL,
    PART_CODE_HPO,
    PART_CODE_LIB,
    PART_DATA_TRAIN,
    PART_DATA_INFO,
    PART_DATA_EVAL,
    PART_DOC_CARD,
    PART_DOC_REPORT,
    PART_DOC_PAPER,
    PART_DOC_EVALRESULTS,
    PART_DOC_SAMPLES,
    PART_DOC_CODE,
    PART_DOC_HARDWARE,
    PART_DOC_USAGE,
    PART_DOC_SUMMARY53,
    PART_DOC_COPYRIGHT,
    PART_DOC_AUP,
    PART_DOC_LOGS,
    PART_END,
};

enum stage {
    STAGE_NONE,
    STAGE_PRETRAIN,
    STAGE_MIDTRAIN,
    STAGE_FINETUNE,
    STAGE_SFT,
    STAGE_PREFERENCE,
    STAGE_RL,
    STAGE_DISTILL,
    STAGE_QUANTIZE,
    STAGE_MERGE,
    STAGE_EVAL,
};

enum presence { // best first
    PRESENCE_PRESENT,
    PRESENCE_POINTER, // a link or a name that resolves
    PRESENCE_MENTIONED,
    PRESENCE_ABSENT, // looked for in every place it could be
    PRESENCE_UNKNOWN,
};

enum content {           // of a present part
    CONTENT_NONE,        // not applicable
    CONTENT_BYTES,       // here, readable
    CONTENT_LFS_POINTER, // named with size and digest, not downloaded
    CONTENT_TRUNCATED,   // here, but cut or empty
    CONTENT_PARTIAL,     // some files of it are missing
};

enum gate {
    GATE_UNKNOWN, // nothing said where something could have been
    GATE_NONE,
    GATE_LOGIN,
    GATE_FORM,
    GATE_AGREEMENT,
};

enum coverage {
    COVERAGE_UNKNOWN,
    COVERAGE_FULL,
    COVERAGE_PARTIAL,
};

enum terms_scope { // how the terms reach the part (yardsticks.md 1.1)
    TERMS_NONE_STATED,
    TERMS_OWN,
    TERMS_TYPE,
    TERMS_RELEASE,
    TERMS_ASSUMED,
};

// Who says so (yardsticks.md 1.1).
enum source {
    BY_DETECTED,
    BY_DECLARED, // a manifest or record
};

enum { SHOWS_SIZE = 120 }; // bytes of an excerpt

struct evidence {
    struct view path;
    uint32_t line; // from 1; 0: none
    bool has_bytes;
    uint64_t from, to;  // byte range in the file
    struct view digest; // of the file, hex, if known
    struct view rule;   // id of the rule that applied, kebab-case
    struct view shows;  // short excerpt or statement, SHOWS_SIZE at most
    enum source by;
};

// "README.md:3", "model.bin at byte 17", "README.md"; empty without a path.
struct view evidence_place(struct arena *a, const struct evidence *e);

struct conflict {           // an answer that stands against `expression`
    struct view expression; // or a license name
    struct evidence evidence;
};

struct on_top { // a term beside the license
    struct view text;
    struct evidence evidence;
};

struct part_terms {
    struct view expression; // SPDX expression; empty: null (none stated)
    enum terms_scope scope;
    struct conflict *conflict;
    size_t conflict_count;
    struct on_top *on_top;
    size_t on_top_count;
    struct evidence evidence; // where the expression was read
    bool from_base;           // inherited restriction of a parent
};

enum { PART_MAX_EVIDENCE = 6 };

struct part {
    enum part_kind kind;
    enum stage stage;
    enum presence presence;
    enum content content;
    enum gate gate;
    bool has_gate; // the part could be gated and we looked
    enum coverage coverage;
    struct view coverage_why;
    int level; // data.info only: 0..3; else -1
    struct part_terms terms;
    struct evidence evidence[PART_MAX_EVIDENCE]; // best first, then by path
    size_t evidence_count;
    size_t evidence_total; // how many there were
    struct view
        summary; // for the text report: "4 safetensors, 291 tensors ..."
};

// Ids: "weights.final", "pretrain", "present", "lfs-pointer", "agreement" ...
// and back (false: no such id). part_id_find takes a part id.
struct view part_id(enum part_kind kind);
bool part_id_find(struct view id, enum part_kind *out);
struct view stage_word(enum stage s);
bool stage_find(struct view word, enum stage *out);
struct view presence_word(enum presence p);
struct view content_word(enum content c);
struct view gate_word(enum gate g);
struct view coverage_word(enum coverage c);
struct view scope_word(enum terms_scope s);

#endif
