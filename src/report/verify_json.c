// SPDX-License-Identifier: Apache-2.0
#include "report/json.h"
#include "report/safety_json.h"
#include "report/sarif.h"
#include "report/verify.h"

static const struct view methods[] = {
    [OMS_UNKNOWN] = VIEW_INIT("unknown"),
    [OMS_KEY] = VIEW_INIT("key"),
    [OMS_CERTIFICATE] = VIEW_INIT("certificate"),
    [OMS_KEYLESS] = VIEW_INIT("sigstore"),
};

static void number(struct json_writer *w, struct view key, uint64_t value)
{
    json_key(w, key);
    json_number(w, value);
}

// A digest as a trust file names it.
static void digest_if(struct json_writer *w, struct view key, struct view hex)
{
    if (hex.len)
        json_member(
            w, key,
            arena_print(w->out->arena, "sha256:" VIEW_FMT, VIEW_ARG(hex)));
}

static void write_signature(struct json_writer *w, const struct verification *v)
{
    json_key(w, VIEW("signature"));
    json_begin(w, '{');
    json_member(w, VIEW("path"), v->signature);
    json_member(w, VIEW("method"), methods[v->method]);
    json_key(w, VIEW("holds"));
    json_truth(w, v->holds);
    json_member_if(w, VIEW("signer"), v->signer);
    json_member_if(w, VIEW("owner"), v->owner);
    digest_if(w, VIEW("key"), v->key);
    json_member_if(w, VIEW("algorithm"), v->curve);
    json_member_if(w, VIEW("subject"), v->subject);
    digest_if(w, VIEW("root"), v->root);
    json_end(w, '}');
}

static void write_files(struct json_writer *w, const struct verification *v)
{
    json_key(w, VIEW("files"));
    json_begin(w, '{');
    number(w, VIEW("listed"), v->listed);
    number(w, VIEW("equal"), v->files);
    number(w, VIEW("size"), v->size);
    json_key(w, VIEW("left_out"));
    json_begin(w, '[');
    for (size_t i = 0; i < v->left_count; i++) {
        json_begin_inline(w, '{');
        json_member(w, VIEW("path"), v->left[i].path);
        number(w, VIEW("files"), v->left[i].files);
        json_end(w, '}');
    }
    json_end(w, ']');
    json_end(w, '}');
}

void verify_json(const struct verification *v, struct text *out)
{
    struct json_writer w = {.out = out};

    json_begin(&w, '{');
    json_member(&w, VIEW("schema"), VIEW("freehold-inspection/1"));
    json_member(&w, VIEW("kind"), VIEW("verification"));
    json_key(&w, VIEW("release"));
    json_begin(&w, '{');
    json_member(&w, VIEW("name"), v->name);
    json_end(&w, '}');
    json_key(&w, VIEW("rules"));
    json_begin(&w, '{');
    json_member(&w, VIEW("version"), rules_version());
    json_end(&w, '}');
    if (v->signature.len)
        write_signature(&w, v);
    write_files(&w, v);
    safety_json(&w, &v->safety, NULL, NULL);
    json_end(&w, '}');
    text_byte(out, '\n');
}

void verify_sarif(const struct verification *v, struct text *out)
{
    const struct release none = {0};

    report_sarif(&(struct inspection){.release = &none, .safety = v->safety},
                 out);
}
