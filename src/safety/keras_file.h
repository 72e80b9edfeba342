// SPDX-License-Identifier: Apache-2.0
// keras_file.h - the configurations of Keras models that are no JSON file: in
// the attributes of HDF5 files, and beside a saved model of TensorFlow.
//
// Source: keras/saving/legacy (hdf5_format, saved_model); threats.md 8.
#ifndef SAFETY_KERAS_FILE_H
#define SAFETY_KERAS_FILE_H

#include "base/file.h"
#include "safety/keras_scan.h"

// Looks through the HDF5 file `f` and judges each text in it that configures a
// model. `*end` is where the HDF5 file says that it ends, or 0.
struct error *keras_hdf5(struct arena *a, const struct file *f,
                         const struct keras_rules *rules, struct notes *n,
                         uint64_t *end) MUST_USE;

// The same of keras_metadata.pb, which Keras 2 writes into a saved model.
struct error *keras_metadata(struct arena *a, const struct file *f,
                             const struct keras_rules *rules,
                             struct notes *n) MUST_USE;

#endif
