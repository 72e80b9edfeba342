// SPDX-License-Identifier: Apache-2.0
// The table of commands, and how one of them is found and run.
#include "base/crypto.h"
#include "base/help.h"
#include "base/output.h"
#include "cmd/cmd.h"

#include "api/inspect.h"

#include <time.h>

#define LAST_SECOND UINT64_C(253402300799) // of the year 9999

static const struct note topics[] = {
    {"evidence",
     "Every statement of a report names its place: a file and a line for text, "
     "a byte range for binaries, and the rule that applied. A part is present "
     "(the thing itself is in the tree), a pointer (a link or a name that "
     "resolves to it), mentioned (prose only), absent (looked for in every "
     "place it could be) or unknown (not looked at, or it could not be). A "
     "mention is never promoted to a link, nor a link to the thing. Facts "
     "that a manifest states are marked as declared."},
    {"yardsticks",
     "osaid: the Open Source AI Definition 1.0 of the Open Source Initiative, "
     "check by check. A verdict is yes, yes by links (what is needed resolves "
     "by a link that was not followed), no, undetermined (with what would "
     "decide it) or not applicable. osaid-increment, for "
     "a model made from another: what the maker adds to its base, by itself. "
     "Two checks, D11 and "
     "C8, are judgements and are shown as not judged. With --strict these "
     "two alone, where undetermined, lead to exit 5. "
     "osaid-checklist-1.0 and osaid-checklist-0.0.9: the checklist published "
     "with it and that of a draft, where a data card was enough; learning "
     "tools. "
     "mof-tool: the class that the Model Openness Tool gives a record, with "
     "its lists and quirks; of a release, the record that the facts found "
     "would make. mof-evidence: the same classes of what is here or linked, "
     "under terms that reach it; if the two differ, the report says by which "
     "fact. "
     "osai: the European Open Source AI Index, 12 parameters; osai14: its "
     "predecessor. Of a record they are computed; of a release osai is a "
     "proposal, since a person has to say how much a document covers. "
     "g7: the labels of the G7 Vision on AI openness of 2026-05-29; yes for a "
     "label without restrictions, no for Weights Available AI and for no "
     "label. eu: whether the open-source exemption of Regulation (EU) "
     "2024/1689 for general-purpose models is likely, and which duties of a "
     "provider remain; a reading, not legal advice. fmti: what the release "
     "discloses, by indicators of the Foundation Model Transparency Index: a "
     "list of places, not a score. ntia: the number of parameters, and "
     "whether the weights can be had without a gate. "
     "No verdict is a certification: the bodies behind the yardsticks certify "
     "no single model."},
    {"categories",
     "fully open: weights, training code, data information and open terms for "
     "all of them. open-weight, permissive: weights without limits on use, "
     "but without what made them. open-weight, custom restrictions: a limit "
     "on use, field, users, place or sharing, also one inherited from the "
     "base model. API only: a service without weights. code only: a tree that "
     "holds no model."},
    {"manifest",
     "Facts that stand in no file (the license of weights behind a hub page, a "
     "gate, a service) are given as a YAML file of the schema "
     "freehold-release/1 beside the roots. They add and never override, make "
     "a part at most a pointer, and are shown as declared."},
    {"portfolio",
     "A YAML or JSON file, schema freehold-portfolio/1: a name and workloads. "
     "A "
     "workload has a name and needs, a needs file; it may have cost, a cost "
     "file; provider, of today, in words; sensitivity: public, internal or "
     "confidential; lock_in, how much of it is bearable: any, some or none; "
     "quality: {least, results: {RELEASE: N, api: N}} of your own evaluation; "
     "critical: true, which asks for N-EXIT-DRILL where a service may be "
     "used. Paths are taken from where the file lies.\n\n"
     "A must that no service can give (N-LOCAL, N-WEIGHTS and others) or a "
     "service below the quality excludes services: own. Else, if each release "
     "is excluded by a must or by quality: api. Else a preferred need that no "
     "service can give, confidential data, no bearable lock-in or the cost "
     "speak for own-preferred, and the cost may speak for api; if both or "
     "neither speak: either."},
    {"sandbox",
     "inspect and scan read the files of strangers in a process of their own "
     "that can read files, use memory and write to what is open already, and "
     "nothing else: no network, no program, no new or changed file, no other "
     "process. It is on where the kernel gives it (seccomp, and Landlock for "
     "the files as well); freehold version --sandbox says what this machine "
     "gives. Containers may forbid it: then the files are read without one, "
     "or, with --sandbox require, not at all. Only with require does the "
     "report say that there was one; else it is the same either way."},
    {"policy",
     "A YAML file, schema freehold-policy/1, for scan and inspect --policy. "
     "classes says what becomes of findings of a class (note, review, "
     "malformed, limit), rules of those of one rule, which goes before its "
     "class: allow, review or refuse. Danger is refused by every policy. "
     "approvals is a list: digest, by (who approves) and why. An approval "
     "lifts a review of the file with exactly this SHA-256, of no other, and "
     "never a refusal; scan prints the digests of the files that wait, which "
     "line decided about what, and which approvals had no effect. Who "
     "may write the policy file decides who may approve: keep it under "
     "review, and out of the release. The report names the digest of the "
     "policy that decided. One that approves one file, as one line of YAML:\n\n"
     "{schema: freehold-policy/1, approvals: [{digest: \"sha256:DIGITS\", by: "
     "Jane Doe, why: reads only tensors}]}"},
    {"trust",
     "A YAML file, schema freehold-trust/1, for verify --trust. signers is a "
     "list: key (a public key) or roots (root certificates), each a PEM file "
     "whose path is taken from where the trust file lies; owner; from and "
     "until, the days on which it counts, in UTC and by the clock of this "
     "machine; revoked, and why. What is revoked is refused for whatever it "
     "signed, also where --key names it. revoked beside signers is a list of "
     "releases: root, as verify prints it, by and why. One with one key, as "
     "one line of YAML:\n\n"
     "{schema: freehold-trust/1, signers: [{key: acme.pub, owner: Acme AI, "
     "from: 2026-01-01}]}"},
    {"cost-file",
     "A YAML or JSON file, schema freehold-cost-input/1; currency is a label. "
     "A value is a number, or {value: N, by: measured}; else it is assumed. "
     "demand: requests a month; input_tokens, output_tokens a request; "
     "cached_share; peak_ratio of the busy hour; growth a month; months. api: "
     "input_price, output_price, cached_price a million tokens; fixed a month; "
     "retry; availability; price_fall a year. machine: prefill_rate, "
     "decode_rate in tokens a second; allowed_load; spares; price, "
     "life_months, residual, or rent an hour; idle_watts, busy_watts; pue; "
     "electricity a kWh; other a month; availability. labour: hours a month; "
     "rate an hour; setup_hours once. money: outage an hour; discount_rate a "
     "year (asks for present values); month_hours. tune: machine_hours, "
     "labelling, evaluation a tune; hour_price; again_yearly. license: fee a "
     "month from the threshold of what is counted; clause. beside: "
     "excludes_self, excludes_api, patching, quality, in words.\n\n"
     "Demand, prices and rates of the API, speeds, labour and a price or rent "
     "are needed, and so is peak_ratio. It is too close to say when one input "
     "a quarter off changes the cheaper side."},
    {0},
};

static const struct note exits[] = {
    {"0", "done"},
    {"1", "no release meets what was asked for (fit); a file is refused or "
          "waits for an approval (scan, inspect --policy); the files are not "
          "those that were signed (verify)"},
    {"2", "usage: the command line makes no sense"},
    {"3",
     "a path is missing or unreadable, or a manifest or record is refused"},
    {"4", "this machine: a disk is full, a file cannot be written"},
    {"5", "undetermined, where --strict asks; a signature that cannot be "
          "judged here (verify)"},
    {0},
};

static const struct note environment[] = {
    {"NO_COLOR", "if it is set and not empty: no colours"},
    {"COLUMNS",
     "width of the text, between 72 and 100, in place of the terminal's; "
     "without either 96, and always in a file (-o)"},
    {"SOURCE_DATE_EPOCH", "seconds since 1970: the time that a bill of "
                          "materials carries"},
    {"XDG_DATA_HOME", "where licenses that you added are kept, in "
                      "freehold/licenses; by default ~/.local/share"},
    {0},
};

static const char *const inspect_examples[] = {
    "freehold inspect ./Qwen3-8B",
    "freehold inspect snapshot/ code-clone/ facts.yaml",
    "freehold inspect model.gguf --format json | jq .verdicts",
    NULL,
};
static const char *const bom_examples[] = {
    "freehold bom ./Qwen3-8B -o qwen3.cdx.json",
    "freehold bom ./Qwen3-8B --format spdx --digest",
    NULL,
};
static const char *const terms_examples[] = {
    "freehold terms LICENSE",
    "freehold terms LicenseRef-llama-3.1-community",
    "freehold terms models/aurora/LICENSE Apache-2.0",
    "freehold terms LICENSE --texts licenses/",
    "freehold terms --explain use-territory",
    "freehold terms --add Terms.txt --id LicenseRef-ours --clause naming=none",
    "freehold terms -q --strict - <LICENSE",
    "freehold terms ./Qwen3-8B --since v1.0",
    "freehold terms ./Qwen3-8B --notices -o NOTICE.txt",
    "freehold terms ./Qwen3-8B --counsel -o pack",
    NULL,
};
static const char *const scan_topics[] = {"policy", "sandbox", NULL};
static const char *const verify_topics[] = {"trust", NULL};
static const char *const scan_examples[] = {
    "freehold scan ./Qwen3-8B",
    "freehold scan model.pt --format json | jq '.safety.findings[].rule'",
    "freehold scan --explain pickle.import.danger",
    "freehold scan --explain pickle",
    "freehold scan ./Qwen3-8B --policy policy.yaml",
    NULL,
};
static const char *const compare_examples[] = {
    "freehold compare cedar-7b aurora-8b quartz-8b",
    "freehold compare snapshot/ + code-clone/ ./Qwen3-8B",
    "freehold compare A B --format json | jq '.rows[] | select(.differs)'",
    NULL,
};
static const char *const explain_examples[] = {
    "freehold explain ./Qwen3-8B",
    "freehold explain model.gguf --format json",
    NULL,
};
static const char *const cost_examples[] = {
    "freehold cost examples/cost.yaml",
    "freehold cost plan.yaml --up-to 20 --full",
    "freehold cost plan.yaml --format json | jq .self_cheaper",
    NULL,
};
static const char *const cost_topics[] = {"cost-file", NULL};
static const char *const verify_examples[] = {
    "freehold verify ./Qwen3-8B -s Qwen3-8B.sig -k publisher.pub",
    "freehold verify ./Qwen3-8B -s model.sig --ca roots.pem --format json",
    "freehold verify ./Qwen3-8B -s model.sig --trust team-trust.yaml",
    "freehold verify ~/.cache/huggingface/hub/models--org--name",
    NULL,
};
static const char *const sign_examples[] = {
    "openssl ecparam -genkey -name prime256v1 -noout -out key.pem",
    "openssl pkey -in key.pem -pubout -out key.pub",
    "freehold sign ./Ours-7B --key key.pem -o Ours-7B.sig",
    NULL,
};
static const char *const help_examples[] = {
    "freehold help evidence",
    "freehold help --completion bash",
    NULL,
};
static const char *const fit_topics[] = {"portfolio", NULL};
static const char *const fit_examples[] = {
    "freehold fit ./Qwen3-8B ./Other-7B --needs needs.yaml",
    "freehold fit ./Qwen3-8B --needs needs.yaml --format junit -o fit.xml",
    "freehold fit A B --portfolio workloads.yaml",
    "freehold fit --recheck decision.json",
    "freehold fit --ask -o needs.yaml",
    NULL,
};

static const char *const inspect_topics[] = {"evidence", "yardsticks",
                                             "categories", "manifest", NULL};

// What people begin with stands first.
static const struct command commands[] = {
    {
        .name = "inspect",
        .usage = "RELEASE [PATH...]",
        .summary = "what is open, under what terms, to what extent",
        .about =
            "Says which parts of a model release are there, under what terms, "
            "and what that makes it by each yardstick. Reads files only: runs "
            "nothing, sends nothing.\n\n"
            "RELEASE is a folder, a hub cache folder (models--org--name), a "
            "git clone, a weights file, a manifest, or a MOF or index record. "
            "Several paths are the roots of one release: a snapshot and the "
            "maker's code, say. With --each every path is a release, and A + B "
            "are the roots of one.\n\n"
            "--format html is one page to read, print and give on: no script, "
            "nothing fetched, every place a link to the list of evidence.",
        .example = inspect_examples,
        .option = inspect_options,
        .exits = "0 done, 1 refused or waiting (--policy), 2 usage, 3 "
                 "unreadable input, 4 system, 5 undetermined (--strict)",
        .topic = inspect_topics,
        .least = 1,
        .most = SIZE_MAX,
        .common = true,
        .run = cmd_inspect,
    },
    {
        .name = "terms",
        .usage = "LICENSE...",
        .summary = "which license a text is, and what it allows, asks and "
                   "forbids",
        .about = "Recognises license texts by their words, whatever the file "
                 "is called, and says clause by clause what they allow, ask "
                 "and forbid, each with its place. A text that differs from a "
                 "known one is never given its name; what a text says that "
                 "nobody knows is found by phrases and marked so.\n\n"
                 "Where a text is not the one it resembles, each changed place "
                 "is shown with its line and section, [-what the license "
                 "says-] {+what this file says+}, those that may change its "
                 "meaning first. The program holds no license texts: what is "
                 "missing is counted and named by section, or quoted from the "
                 "folder of --texts.\n\n"
                 "LICENSE is a file, - for standard input, or the name of a "
                 "known license. Two of them are compared clause by clause, "
                 "two files also word by word; more are shown one after the "
                 "other. UTF-8, UTF-16, RTF and HTML are read; of a PDF or an "
                 "Office document it is said that it was not. Of a text beyond "
                 "1 MiB parts are read, and which is said.\n\n"
                 "Licenses added with --add are known to all commands; each is "
                 "a file in freehold/licenses below XDG_DATA_HOME (or "
                 "~/.local/share). Remove the file and it is forgotten.\n\n"
                 "Of a folder the files that say something of terms are "
                 "listed. Where it is a git clone, its history is read, "
                 "commit by commit from HEAD by first parents: when a license "
                 "file or the front matter of a README came to say something "
                 "else, and in which clauses that differs. With --since only "
                 "the changes after REV are told: a tag, a branch, the first "
                 "digits of a commit, or HEAD~3. git is not called.\n\n"
                 "With --notices or --counsel LICENSE is a release, as for "
                 "inspect: the first drafts the notice file that goes along "
                 "when it is given on, the second writes a folder for a "
                 "lawyer (the texts, each clause quoted at its place, what "
                 "contradicts, open questions, digests). No legal advice.",
        .example = terms_examples,
        .option = terms_options,
        .exits = "0 done, 2 usage, 3 unreadable input, 4 system, 5 unknown, "
                 "changed or not read as a whole (--strict)",
        .least = 0,
        .most = SIZE_MAX,
        .common = true,
        .run = cmd_terms,
    },
    {
        .name = "scan",
        .usage = "PATH...",
        .summary = "what the files could do to whoever loads them",
        .about =
            "Looks for code that runs while a file is loaded, archives and "
            "headers that mislead their readers, settings and templates that "
            "reach out. By content, under any name, also inside archives. "
            "Reads files only: runs nothing, unpacks nothing to disk, sends "
            "nothing. Each file gets a verdict (ok, note, review, malformed, "
            "limit, danger) and the SHA-256 of the bytes that were looked "
            "at.\n\n"
            "Several paths are the roots of one release. A policy is a YAML "
            "file of the schema freehold-policy/1: classes and rules, each "
            "with allow, review or refuse, and approvals, each of one digest "
            "by one person. Danger is refused by every policy. With --explain "
            "the word is a rule, or the front of several: pickle.",
        .example = scan_examples,
        .option = scan_options,
        .topic = scan_topics,
        .exits = "0 nothing that is refused or waits for approval, 1 there is, "
                 "or no file was there, 2 usage, 3 unreadable input, 4 system",
        .least = 0,
        .most = SIZE_MAX,
        .common = true,
        .run = cmd_scan,
    },
    {
        .name = "compare",
        .usage = "RELEASE RELEASE...",
        .summary = "releases side by side: the rows in which they differ",
        .about =
            "Shows what differs between releases, in the order given: the "
            "category, parts with their terms, the verdict of each yardstick, "
            "flags, safety, and what the licenses of the weights answer to "
            "plain questions, with the section that decides. Of several "
            "licenses the worst answer counts. Up to four releases are "
            "columns, more are blocks. No winner is named: that depends on "
            "what you need. No legal advice.\n\n"
            "RELEASE is as for inspect; A + B are the roots of one, a snapshot "
            "and the maker's code, say. Equal rows are counted; --full shows "
            "them, --format json has all rows with the file and line of each, "
            "--format html the maps of parts beside each other too.",
        .example = compare_examples,
        .option = compare_options,
        .exits = "0 done, 2 usage, 3 unreadable input, 4 system",
        .topic = inspect_topics,
        .least = 1,
        .most = SIZE_MAX,
        .common = true,
        .run = cmd_compare,
    },
    {
        .name = "explain",
        .usage = "RELEASE [PATH...]",
        .summary = "the questions people ask of a model, answered",
        .about =
            "Is it open source or open weight? May we use it commercially, or "
            "publish a tune? Is the data public? What must we show? What if "
            "the vendor disappears? Each is answered in two or three sentences "
            "with the place of the evidence, or is unknown, and why. No legal "
            "advice.\n\n"
            "RELEASE and further paths are as for inspect, which has the "
            "evidence in full.",
        .example = explain_examples,
        .option = explain_options,
        .exits = "0 done, 2 usage, 3 unreadable input, 4 system",
        .topic = inspect_topics,
        .least = 1,
        .most = SIZE_MAX,
        .common = true,
        .run = cmd_explain,
    },
    {
        .name = "fit",
        .usage = "RELEASE...",
        .summary = "which release gives a team what it asks for",
        .about =
            "Sets releases against a needs file: which of them gives each need "
            "(met, not met, unknown, or a question for counsel), with the "
            "place that says so and what would change it. A need is met only "
            "by what is in the files; what no file can show is unknown. The "
            "order has no score: a must that is not met excludes, then fewer "
            "open musts, then more prefers; ties stay ties.\n\n"
            "RELEASE is as for inspect; A + B are the roots of one, a snapshot "
            "and the maker's code, say. "
            "The needs file is YAML or JSON of the schema freehold-needs/1, "
            "with a profile, needs (id and level), facts on the team and a "
            "budget. With --record FILE the decision is kept, and --recheck "
            "FILE "
            "says later what changed. No legal advice.\n\n"
            "With --portfolio FILE the releases, which may be none, are set "
            "against several workloads, and each is answered: own (a need "
            "excludes every service), own-preferred, either, or api (no "
            "release is left, or the cost clearly favours it), with what "
            "decided, and who has which need. See freehold help portfolio.",
        .example = fit_examples,
        .topic = fit_topics,
        .option = fit_options,
        .exits = "0 a release meets every must, 1 none does, or an answer got "
                 "worse, 2 usage, 3 "
                 "unreadable input, 4 system, 5 undecided (--strict)",
        .least = 0,
        .most = SIZE_MAX,
        .common = true,
        .run = cmd_fit,
    },
    {
        .name = "bom",
        .usage = "RELEASE [PATH...]",
        .summary = "a bill of materials: files, terms, data, base models",
        .about =
            "Writes what is in a release and under what terms as a CycloneDX "
            "1.6 ML-BOM or as SPDX 3.0.1 with the AI and Dataset profiles. "
            "RELEASE is what inspect takes; the facts are the same.\n\n"
            "What is not known is left out or, where the form asks for a "
            "value, says so (NoAssertion, unknown). Ids come from the tree "
            "digest, and there is no time in it unless --dated or "
            "SOURCE_DATE_EPOCH asks: the same release gives the same bytes. "
            "SPDX must have one: 1970-01-01T00:00:00Z stands for none.",
        .example = bom_examples,
        .option = bom_options,
        .exits = "0 done, 2 usage, 3 unreadable input, 4 system",
        .topic = inspect_topics,
        .least = 1,
        .most = SIZE_MAX,
        .run = cmd_bom,
    },
    {
        .name = "cost",
        .usage = "FILE",
        .summary = "own machines or an API: which is cheaper, at what demand",
        .about = "Computes what a demand costs on own machines and on an API, "
                 "from a file of inputs (freehold help cost-file). Finds every "
                 "demand at which the cheaper side changes, and for every "
                 "input the value at which it would. What was not measured is "
                 "marked.",
        .example = cost_examples,
        .option = cost_options,
        .exits = "0 done, 2 usage, 3 unreadable input, 4 system",
        .topic = cost_topics,
        .least = 1,
        .most = 1,
        .common = true,
        .run = cmd_cost,
    },
    {
        .name = "verify",
        .usage = "MODEL",
        .summary = "whether the files are those that the publisher signed",
        .about =
            "Checks an OpenSSF Model Signing 1.0 bundle against a public key "
            "or root certificates that you give, and every file of MODEL (a "
            "folder, a hub cache folder, a file) against the signed list: "
            "absent, changed and unsigned files are refused, and so is a "
            "signature that leaves out weights, code, configuration or "
            "templates. Nothing is asked of a network.\n\n"
            "A trust file (YAML) lists keys and roots with their owners and "
            "days, and which of them and which releases are revoked.\n\n"
            "A keyless (Sigstore) bundle is not verified here: exit 5. "
            "Certificates are checked at the time of the machine's clock. "
            "Without --signature the files of a hub client's cache are "
            "compared with the digests it keeps, which shows damage, not who "
            "made them.",
        .example = verify_examples,
        .option = verify_options,
        .topic = verify_topics,
        .exits = "0 verified, 1 refused, 2 usage, 3 unreadable input, 4 "
                 "system, 5 a person has to decide",
        .least = 1,
        .most = 1,
        .common = true,
        .run = cmd_verify,
    },
    {
        .name = "sign",
        .usage = "MODEL",
        .summary = "a signature over every file of a model",
        .about =
            "Writes an OpenSSF Model Signing 1.0 bundle over all files of "
            "MODEL, made with a private key (P-256, P-384 or P-521) and "
            "checked as written. Git's own files at the top and the signature "
            "are left out, and what --ignore names; weights, code, "
            "configuration and templates cannot be.\n\n"
            "The same files give the same statement. The signature over it "
            "differs each time, since the nonce is random. A passphrase is "
            "read from a file or asked for at the terminal.",
        .example = sign_examples,
        .option = sign_options,
        .exits = "0 done, 2 usage, 3 unreadable input, 4 system",
        .least = 1,
        .most = 1,
        .run = cmd_sign,
    },
    {
        .name = "help",
        .usage = "[COMMAND|TOPIC]",
        .summary = "about a command or a topic",
        .about = "Prints the help of a command, or the page of a topic. Also "
                 "writes the manual pages and the completions for shells.",
        .example = help_examples,
        .option = help_options,
        .exits = "0 done, 2 usage, 4 system",
        .most = 1,
        .common = true,
        .run = cmd_help,
    },
    {
        .name = "version",
        .usage = "",
        .summary = "which program and rules this is",
        .about = "Prints the version of the program and of its rules.",
        .exits = "0 done",
        .option = version_options,
        .run = cmd_version,
    },
    {0},
};

const struct program freehold_program = {
    .name = "freehold",
    .version = FREEHOLD_VERSION,
    .summary = "what is open in an AI model release, under what terms, to what "
               "extent",
    .about = "freehold answers from the files of a release: which parts are "
             "there, which terms reach them, and what that makes the release "
             "by public yardsticks. Every statement names its file and line. "
             "It reads files only: it runs nothing and sends nothing.",
    .example = "freehold inspect ./Qwen3-8B",
    .command = commands,
    .topic = topics,
    .exit = exits,
    .environment = environment,
};

int command_failed(struct arena *a, const struct error *e)
{
    struct view line = error_line(a, e);

    fwrite(line.at, 1, line.len, stderr);
    return (int)e->kind;
}

void command_unread(struct arena *a, const struct inspection *i)
{
    struct view lines = inspection_unread(a, i);

    if (lines.len)
        fwrite(lines.at, 1, lines.len, stderr);
}

struct error *command_time(struct arena *a, bool *dated, int64_t *when)
{
    struct view said = view_of(getenv("SOURCE_DATE_EPOCH"));
    uint64_t seconds = 0;

    if (*dated)
        *when = (int64_t)time(NULL);
    if (!said.len)
        return NULL;
    if (!view_u64(said, &seconds) || seconds > LAST_SECOND)
        return error_new(a, ERROR_USAGE, (struct place){0},
                         "SOURCE_DATE_EPOCH: seconds since 1970 as a whole "
                         "number, not after the year 9999, not \"" VIEW_FMT
                         "\"",
                         VIEW_SHORT(said));
    *dated = true;
    *when = (int64_t)seconds;
    return NULL;
}

int command_print(struct arena *a, struct view path, struct view text)
{
    struct error *e = output_all(a, path, text);

    return e ? command_failed(a, e) : 0;
}

bool command_begin(struct arena *a, const struct command *c, char **argv,
                   void *choice, struct words *words, int *code)
{
    bool help = false;
    struct error *e =
        options_take(a, &freehold_program, c, argv, choice, words, &help);

    *code = 0;
    if (e) {
        *code = command_failed(a, e);
        return false;
    }
    if (help) {
        struct text t = {.arena = a};

        help_print(&t, &freehold_program, c);
        *code = command_print(a, (struct view){0}, text_view(&t));
        return false;
    }
    return true;
}

static int first_look(struct arena *a)
{
    struct text t = {.arena = a};

    overview_print(&t, &freehold_program, false);
    return command_print(a, (struct view){0}, text_view(&t));
}

int freehold_main(char **argv)
{
    struct arena a = {0};
    const struct command *command;
    int code;

    crypto_start();
    if (!argv[0] || !argv[1]) {
        code = first_look(&a);
    } else {
        struct error *e =
            command_find(&a, &freehold_program, view_of(argv[1]), &command);
        code = e ? command_failed(&a, e) : command->run(&a, command, argv + 2);
    }
    arena_free(&a);
    return code;
}
