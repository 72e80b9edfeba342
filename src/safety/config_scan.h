// SPDX-License-Identifier: Apache-2.0
// config_scan.h - keys of JSON configuration that make a loader run code, and
// the chat templates in it.
//
// By knowledge/safety/config.txt. Source: threats.md 7.
#ifndef SAFETY_CONFIG_SCAN_H
#define SAFETY_CONFIG_SCAN_H

#include "format/json.h"
#include "format/note.h"
#include "format/pickle_names.h"
#include "knowledge/knowledge.h"
#include "safety/keras_scan.h"
#include "safety/template_scan.h"

// A rule of config.txt, with what is asked of every key at hand.
struct config_key {
    struct view exact, start, end; // of the key
    bool any;
    struct view file;   // the only one in which it counts, or empty
    struct view beside; // the member that must stand there too, or empty
    const struct record *rule;
};

struct config_rules {
    struct config_key *key;
    size_t key_count;
    struct template_rules templates;
    struct records yaml;
    struct keras_rules keras;
    struct pickle_names *names;
};

struct error *config_rules_open(struct arena *a,
                                struct config_rules *out) MUST_USE;

// Whether a member `key` of the file `name` matters to config_scan, or may.
bool config_wants(const struct config_rules *rules, struct view name,
                  struct view key);

// `name`: the base name in lower case, since some keys count in one file only.
// `root` may lack what config_wants does not want.
void config_scan(struct notes *n, const struct config_rules *rules,
                 const struct json_value *root, struct view name);

// How "os.system" is judged, as the import of system from os; "os:system" is
// the same.
enum pickle_class config_judge(const struct config_rules *rules,
                               struct view path);

#endif
