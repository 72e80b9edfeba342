// SPDX-License-Identifier: Apache-2.0
// freehold.h - libfreehold: what is open in a model release, under what terms,
// to what extent, answered from its files.
//
//     struct fh_inspection *i = fh_inspection_new();
//     fh_inspection_add(i, "Qwen3-8B");
//     if (fh_inspection_run(i) == FH_DONE)
//         puts(fh_inspection_category(i));
//     else
//         fputs(fh_inspection_error(i), stderr);
//     fh_inspection_free(i);
//
// Nothing is executed, nothing is sent, no file is written but where a call
// says so. An inspection is
// used by one thread at a time; several may run side by side. Every string that
// is handed out is UTF-8 or escaped bytes of the release, ends with a zero
// byte, belongs to the inspection and lives until fh_inspection_free. Strings
// taken from a release can hold anything: escape them before they reach a
// terminal or a page (reports made by this library are escaped already).
//
// Out of memory ends the process with a message, as the command does.
#ifndef FREEHOLD_H
#define FREEHOLD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FH_API __attribute__((visibility("default")))

// How a call ended; the numbers are the exit codes of the command.
enum fh_result {
    FH_DONE = 0,
    FH_REFUSED = 1, // done, and the files are not those that were signed
    FH_USAGE = 2,   // the call makes no sense: nothing added, run twice
    FH_INPUT = 3,   // a path is missing or unreadable, a manifest is refused
    FH_SYSTEM = 4,  // this machine: disk, memory
    FH_OPEN = 5, // done, but what was asked stays open (where it was asked to
                 // be strict), or a person has to decide
};

// "0.1.0"
FH_API const char *fh_version(void);

// Version of the rules in knowledge/, as printed in every report: "2026-11".
FH_API const char *fh_rules_version(void);

// ---------------------------------------------------------------- inspection

struct fh_inspection;

// A new, empty inspection. Never NULL.
FH_API struct fh_inspection *fh_inspection_new(void);

// Frees the inspection and every string it handed out. NULL is allowed.
FH_API void fh_inspection_free(struct fh_inspection *i);

// Adds a root of the release: a folder, a hub cache folder, a git clone, a
// weights file, a manifest (freehold-release/1) or a MOF or index record. All
// that is added is one release; order does not matter. Before
// fh_inspection_run.
FH_API void fh_inspection_add(struct fh_inspection *i, const char *path);

// Worker threads; 0, the default: as many as there are cores, at most 16. The
// result is the same for any number.
FH_API void fh_inspection_threads(struct fh_inspection *i, unsigned threads);

// Also hash every file (SHA-256): digests appear in evidence and the tree
// digest covers the contents. `progress` may be NULL; it is called now and then
// from worker threads, one at a time, with the file being hashed and the bytes
// done of all bytes.
FH_API void fh_inspection_digest(struct fh_inspection *i,
                                 void (*progress)(void *context,
                                                  const char *path,
                                                  uint64_t done,
                                                  uint64_t total),
                                 void *context);

// Before fh_inspection_run: judges what could do harm by the policy in the file
// `path` (schema freehold-policy/1), which the report then names by its digest.
// A policy that cannot be read fails the run with FH_INPUT.
FH_API void fh_inspection_policy(struct fh_inspection *i, const char *path);

// 1 if the policy, or without one the plain meaning of the findings, refuses a
// file or lets it wait for an approval; else 0.
FH_API int fh_inspection_refused(const struct fh_inspection *i);

// Before fh_inspection_run: takes the licenses that `other`, whose run is over,
// has read, so that many releases are answered sooner. `other` must outlive
// `i`.
FH_API void fh_inspection_share(struct fh_inspection *i,
                                const struct fh_inspection *other);

// Opens the release, takes the inventory, attaches the terms and judges. What
// is wrong inside the release is a finding of the result, not a failure.
FH_API enum fh_result fh_inspection_run(struct fh_inspection *i);

// What the last call that did not end with FH_DONE has to say: one line that
// begins with "freehold: " and ends with a newline, escaped; "" if none.
FH_API const char *fh_inspection_error(const struct fh_inspection *i);

// After a run that ended with FH_DONE: a line for each file that was listed and
// could then not be read, which the answer lacks; "" if there is none. Forms
// of the report that have safety findings show them as such.
FH_API const char *fh_inspection_unread(struct fh_inspection *i);

// ---------------------------------------------------------------- its result
// Valid after fh_inspection_run ended with FH_DONE.

// "fully-open", "open-weight-permissive", "open-weight-restricted", "api-only"
// or "code-only".
FH_API const char *fh_inspection_category(const struct fh_inspection *i);

// "none", "honest", "unverifiable-from-tree", "washing-soft" or "washing-hard":
// the worst of the release's claims about its own openness.
FH_API const char *fh_inspection_claim(const struct fh_inspection *i);

struct fh_part {
    const char *part;     // "weights.final", "code.train", ...
    const char *stage;    // "pretrain", "finetune", or "" where it has none
    const char *presence; // "present", "pointer", "mentioned", "absent", ...
    const char *license;  // SPDX expression; "" if none is stated
    const char *scope;    // "own", "type", "release", "assumed", "none-stated"
    const char *path;     // of the best evidence, or ""
    unsigned line;        // of the best evidence, from 1; 0: none
};

// Parts are numbered from 0 in the order of the report; absent ones are listed.
FH_API size_t fh_inspection_part_count(const struct fh_inspection *i);
// Fills `*out`. Returns 1, or 0 if there is no part number `n`.
FH_API int fh_inspection_part(struct fh_inspection *i, size_t n,
                              struct fh_part *out);

// "yes", "yes-by-links", "no", "undetermined" or "not-applicable" by the
// yardstick ("osaid"); "" for a yardstick that this version does not have.
FH_API const char *fh_inspection_verdict(const struct fh_inspection *i,
                                         const char *yardstick);

// Whether a verdict that counts for --strict ("strict" in the JSON; the Open
// Source AI Definition) is undetermined: 1 or 0.
FH_API int fh_inspection_undetermined(const struct fh_inspection *i);

// ---------------------------------------------------------------- reports

enum fh_format {
    FH_TEXT,
    FH_JSON,      // schema freehold-inspection/1
    FH_JSON_LINE, // the same on one line
    FH_MARKDOWN,  // for a comment of a pull request, below 65,000 bytes
    FH_SARIF,     // SARIF 2.1.0: safety, flags, what is wrong with the terms
    FH_CYCLONEDX, // CycloneDX 1.6 ML-BOM
    FH_SPDX,      // SPDX 3.0.1, AI and Dataset profiles
    FH_MOF,       // a draft record of the Model Openness Framework, YAML
    FH_HTML,      // one page that fetches nothing and runs no script
};

struct fh_report {
    enum fh_format format;
    unsigned width; // columns of the text: 72 to 100; 0: 96
    int color;      // 1: with terminal colours
    int full;       // 1: every part and check, not only what decides
    int wide;       // 1: do not cut the last column
    int quiet;      // 1: the verdict line only
    int dated;      // 1: bills of materials carry `time`; else CycloneDX has
                    // none, and SPDX, which must, the first second of 1970
    int64_t time;   // seconds since 1970, UTC, not after the year 9999
    int confined;   // 1: say that the files were read in a sandbox, which is
                    // the caller's
};

// The report as UTF-8, escaped, ending with a newline. `*length` (may be NULL)
// gets its bytes without the closing zero. A `report` of NULL is the text with
// nothing chosen. NULL before a successful run.
FH_API const char *fh_inspection_report(struct fh_inspection *i,
                                        const struct fh_report *report,
                                        size_t *length);

// ---------------------------------------------------------------- duties
// What follows from the terms for someone who takes the release. Valid after
// fh_inspection_run ended with FH_DONE. No legal advice.

struct fh_duty {
    const char *role;    // "run", "tune", "ship", "serve": who it is for
    const char *kind;    // "may-not", "must", "know"
    const char *duty;    // one sentence
    const char *key;     // of the clause: "use-territory"; "gate", "beside"
    const char *value;   // of the clause
    const char *license; // its id, or "" (a gate, terms beside the license)
    const char *part;    // "weights.final", ...
    const char *section; // of the license, or ""
    const char *path;    // where it can be read, or where it is named
    unsigned line;       // there, from 1; 0: none
};

// Duties are numbered from 0, by role.
FH_API size_t fh_inspection_duty_count(const struct fh_inspection *i);
// Fills `*out`. Returns 1, or 0 if there is no duty number `n`.
FH_API int fh_inspection_duty(struct fh_inspection *i, size_t n,
                              struct fh_duty *out);

// A draft of the notice file that goes along when the release is given on:
// licenses by part, copyright lines, what has to be shown, notice files as they
// are. UTF-8, escaped. `*length` (may be NULL) gets its bytes without the
// closing zero. NULL before a successful run.
FH_API const char *fh_inspection_notices(struct fh_inspection *i,
                                         size_t *length);

// Writes the pack for a lawyer to the folder `folder`, which must be new or
// empty (else FH_USAGE): counsel.md, counsel.json (schema freehold-counsel/1),
// copies of the texts, SHA256SUMS. It appears whole or not at all. Call
// fh_inspection_digest before the run for digests of all files.
FH_API enum fh_result fh_inspection_counsel(struct fh_inspection *i,
                                            const char *folder);

// ---------------------------------------------------------------- terms

struct fh_terms {
    enum fh_format format; // FH_TEXT or FH_JSON (schema freehold-terms/1)
    const char *without;   // NULL, or the id of a license to leave out of what
                           // is known: what does a text say without its name?
    unsigned width;        // columns of the text: 72 to 100; 0: 96
    int color;             // 1: with terminal colours
    int full;              // 1: also what is equal, silent, or not restricted
    int quiet;             // 1: of the text one line each: path and expression
    int strict;            // 1: FH_OPEN if a text is unknown, changed, or could
                           // not be read as a whole
    const char *texts;     // NULL, or a folder of texts of known licenses, out
                           // of which is quoted what a file lacks
    unsigned threads;      // 0: as many as there are cores, at most 16; the
                           // answer is the same for any number
    const char *since;     // NULL, or a commit, tag or branch: of folders that
                           // are git clones only what changed after it
};

// What is known of licenses and license texts. Each of `words` is a file ("-":
// standard input), or the id or a name of a known license; two of them are
// compared clause by clause, and two files also word by word. Of a folder the
// files that say something of terms are listed. The licenses that
// fh_license_add has added are known too. Returns a text that is freed with
// fh_free, or NULL with `*error` set to a line freed with fh_free. `*result`
// says why.
FH_API char *fh_terms(const char *const *words, size_t count,
                      const struct fh_terms *choice, enum fh_result *result,
                      char **error);

// Takes the next `size` bytes of an answer. 0: go on; else nothing more comes.
typedef int (*fh_sink)(void *context, const char *bytes, size_t size);

// fh_terms with the answer given to `sink` as it becomes known, so that one of
// any size needs no memory. What came before a failure is a part of it only.
// FH_SYSTEM also if the sink refused. `*error` as above.
FH_API enum fh_result fh_terms_write(const char *const *words, size_t count,
                                     const struct fh_terms *choice,
                                     fh_sink sink, void *context, char **error);

// fh_terms as JSON with all defaults.
FH_API char *fh_terms_json(const char *const *paths, size_t count,
                           enum fh_result *result, char **error);

// What a clause key ("use-territory") means and which values it has; with ""
// the list of all keys. Returned and freed as by fh_terms.
FH_API char *fh_terms_explain(const char *key, const struct fh_terms *choice,
                              enum fh_result *result, char **error);

// Adds the text in the file `path` to the licenses known on this machine, in
// the folder freehold/licenses below XDG_DATA_HOME. `record` is what is known
// of it: lines of `key: value`, among them `id: LicenseRef-...`, `title:`,
// `category:`, and clauses as `use-territory: excludes:EU | 2 | a note`. An id
// that is known already is FH_USAGE, a text FH_INPUT. `*error` as above.
FH_API enum fh_result fh_license_add(const char *path, const char *record,
                                     char **error);

// ------------------------------------------------------------------ signatures

struct fh_verify {
    enum fh_format format; // FH_TEXT, FH_JSON or FH_SARIF
    const char *signature; // file of an OpenSSF Model Signing bundle; NULL: the
                           // digests that a hub client's cache keeps
    const char *const *keys; // files of public keys that you trust, PEM
    size_t key_count;
    const char *roots; // NULL, or a file of root certificates that you trust
    const char *trust; // NULL, or a trust file (docs/safety.md)
    int64_t now;       // for certificates and the days of the trust file, in
                       // seconds since 1970; 0: by this machine's clock
    int allow_extra;   // 1: only note unsigned files that no loader reads
    unsigned width;    // columns of the text: 72 to 100; 0: 96
    int color;         // 1: with terminal colours
    int full;          // 1: every finding and every path left out
    unsigned threads;  // 0: as many as there are cores, at most 16; the answer
                       // is the same for any number
};

// Whether the files of the model at `path` are those that somebody signed whom
// you trust. FH_DONE: they are; FH_REFUSED: they are not, or the signature says
// too little; FH_OPEN: a person has to decide (a keyless bundle, which is not
// verified here). With these three the answer is returned, to be freed with
// fh_free; else NULL, with `*error` set as by fh_terms. Nothing is asked of a
// network.
FH_API char *fh_verify(const char *path, const struct fh_verify *choice,
                       enum fh_result *result, char **error);

// Frees what the calls above returned. NULL is allowed.
FH_API void fh_free(char *text);

#ifdef __cplusplus
}
#endif

#endif
