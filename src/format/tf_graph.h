// SPDX-License-Identifier: Apache-2.0
// tf_graph.h - looks into TensorFlow graphs: SavedModel, MetaGraph, GraphDef.
//
// Source: tensorflow/core/protobuf/saved_model.proto, meta_graph.proto,
// framework/graph.proto, function.proto, node_def.proto, attr_value.proto,
// tensor.proto; threats.md 8. A graph is a program, run as soon as the model
// is: tf.graph. Operators that reach beyond tensors, by
// knowledge/safety/tensorflow.txt: tf.op. Nodes of functions count as those of
// the graph. Time and memory are linear in the file, without its tensors.
#ifndef FORMAT_TF_GRAPH_H
#define FORMAT_TF_GRAPH_H

#include "base/file.h"
#include "format/note.h"

enum tf_form {
    TF_SAVED_MODEL, // saved_model.pb
    TF_UNKNOWN,     // any .pb or .meta: read if it is a graph, else nothing
    TF_TEXT,        // .pbtxt
};

// Notes what `f` holds. A saved model that breaks off, or that holds no graph,
// is tf.malformed.
struct error *tf_graph_read(struct arena *a, const struct file *f,
                            enum tf_form form, struct notes *n) MUST_USE;

#endif
