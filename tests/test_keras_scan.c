// SPDX-License-Identifier: Apache-2.0
// Configurations as Keras 2 and 3 write them; what must be told of each is from
// threats.md 8.
#include "safety/keras_scan.h"

#include "check.h"

// Judges `text` and gives the notes.
static struct notes judge(struct arena *a, struct view text)
{
    struct notes n = {.arena = a};
    struct keras_rules rules;
    struct json json;

    CHECK(!keras_rules_open(a, &rules));
    CHECK(!json_read(a, text, VIEW("config.json"), &json));
    keras_scan(&n, &rules, json.root);
    return n;
}

TEST(tells_what_a_loader_would_import)
{
    static const struct {
        struct view text;
        const char *rule; // NULL: nothing is to be told
    } sample[] = {
        {VIEW_INIT("{\"class_name\":\"Lambda\",\"config\":{}}"),
         "keras.lambda"},
        {VIEW_INIT("{\"class_name\":\"Functional\",\"config\":{\"layers\":[{"
                   "\"class_name\":\"Dense\",\"config\":{\"activation\":{"
                   "\"class_name\":\"__lambda__\",\"config\":{}}}}]}}"),
         "keras.lambda"},
        {VIEW_INIT("{\"class_name\":\"Custom>Lambda\",\"config\":{}}"),
         "keras.lambda"},
        {VIEW_INIT("{\"class_name\":\"TFOpLambda\",\"config\":{}}"), NULL},
        {VIEW_INIT("{\"module\":\"os\",\"class_name\":\"function\",\"config\":"
                   "\"system\"}"),
         "keras.module"},
        {VIEW_INIT("{\"module\":\"kerasevil.layers\",\"class_name\":\"Dense\","
                   "\"config\":{}}"),
         "keras.module"},
        {VIEW_INIT("{\"module\":\"tensorflow.python.ops\",\"class_name\":"
                   "\"Dense\",\"config\":{}}"),
         "keras.module"},
        {VIEW_INIT("{\"module\":\"keras.src.utils.file_utils\",\"class_name\":"
                   "\"function\",\"config\":\"extract_archive\"}"),
         "keras.api"},
        {VIEW_INIT("{\"module\":\"keras.saving\",\"class_name\":\"function\","
                   "\"config\":\"x\"}"),
         "keras.api"},
        {VIEW_INIT("{\"module\":\"tensorflow.keras.models\",\"class_name\":"
                   "\"function\",\"config\":\"clone_model\"}"),
         "keras.api"},
        {VIEW_INIT("{\"module\":\"keras\",\"class_name\":\"get_file\","
                   "\"config\":{}}"),
         "keras.api"},
        {VIEW_INIT("{\"module\":\"keras.layers\",\"class_name\":\"TFSMLayer\","
                   "\"config\":{\"filepath\":\"x\"}}"),
         "keras.api"},
        {VIEW_INIT("{\"module\":\"keras.layers\",\"class_name\":"
                   "\"StringLookup\",\"config\":{\"vocabulary\":\"/etc/x\"}}"),
         "keras.api"},
        {VIEW_INIT("{\"module\":\"keras.layers\",\"class_name\":"
                   "\"StringLookup\",\"config\":{\"vocabulary\":[\"a/b\"]}}"),
         NULL},
        {VIEW_INIT("{\"module\":\"keras.src.models.functional\",\"class_name\":"
                   "\"Functional\",\"config\":{\"layers\":[{\"module\":"
                   "\"keras.layers\",\"class_name\":\"Dense\",\"config\":{"
                   "\"activation\":{\"module\":\"keras.activations\","
                   "\"class_name\":\"function\",\"config\":\"relu\","
                   "\"registered_name\":\"relu\"},\"note\":\"Lambda\"}}]}}"),
         NULL},
        {VIEW_INIT("{\"module\":\"keras.utils\",\"class_name\":"
                   "\"FeatureSpace\",\"config\":{\"module\":\"os\"}}"),
         NULL},
        {VIEW_INIT("{\"module\":\"keras_hub.src.models.x\",\"class_name\":"
                   "\"Backbone\",\"config\":{}}"),
         NULL},
    };

    for (size_t i = 0; i < sizeof sample / sizeof *sample; i++) {
        struct arena a = {0};
        struct notes n = judge(&a, sample[i].text);

        CHECK_U64(n.note_count > 0, sample[i].rule != NULL);
        if (n.note_count && sample[i].rule) {
            CHECK_VIEW(n.note[0].rule, view_of(sample[i].rule));
            CHECK_U64(n.worst, NOTE_DANGER);
        }
        arena_free(&a);
    }
}

// Keras 2.12 to 3 writes a function with the module "builtins", its own ones as
// well (_retrieve_class_or_fn of its serialization_lib.py, where loaders look
// for it); what Python has under a name is from CPython's builtins.
TEST(tells_whose_a_function_without_a_module_is)
{
    static const struct {
        const char *name;
        enum note_severity told;
    } sample[] = {
        {"binary_crossentropy", NOTE_PLAIN},
        {"sparse_categorical_accuracy", NOTE_PLAIN},
        {"relu", NOTE_PLAIN},
        {"f1_metric", NOTE_REVIEW},
        {"Custom>stock_return_loss", NOTE_REVIEW},
        {"system", NOTE_REVIEW}, // Python has it elsewhere
        {"deserialize", NOTE_REVIEW},
        {"exec", NOTE_DANGER},
        {"eval", NOTE_DANGER},
        {"open", NOTE_DANGER},
        {"__import__", NOTE_DANGER},
        {"_", NOTE_DANGER},
    };

    for (size_t i = 0; i < sizeof sample / sizeof *sample; i++) {
        struct arena a = {0};
        struct notes n = judge(
            &a, arena_print(&a,
                            "{\"class_name\":\"Functional\",\"config\":{},"
                            "\"loss\":{\"module\":\"builtins\","
                            "\"class_name\":\"function\",\"config\":"
                            "\"%s\",\"registered_name\":\"function\"}}",
                            sample[i].name));

        CHECK_U64(n.note_count, sample[i].told != NOTE_PLAIN);
        CHECK_U64(n.worst, sample[i].told);
        if (n.note_count)
            CHECK_VIEW(n.note[0].rule, VIEW("keras.module"));
        arena_free(&a);
    }
}

TEST(knows_a_model_by_its_shape)
{
    struct arena a = {0};
    struct json is, no;

    CHECK(!json_read(&a, VIEW("{\"class_name\":\"Model\",\"config\":{}}"),
                     VIEW("x"), &is));
    CHECK(!json_read(&a, VIEW("{\"model_type\":\"llama\"}"), VIEW("x"), &no));
    CHECK(keras_is(is.root));
    CHECK(!keras_is(no.root));
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(tells_what_a_loader_would_import),
           CHECK_CASE(tells_whose_a_function_without_a_module_is),
           CHECK_CASE(knows_a_model_by_its_shape))
