// SPDX-License-Identifier: Apache-2.0
// xml.h - text and attributes of XML 1.0 documents (JUnit, SVG).
#ifndef REPORT_XML_H
#define REPORT_XML_H

#include "base/text.h"

// Markup escaped, what XML cannot hold as text_escaped has it.
void xml_add(struct text *out, struct view v);

// ` name="value"`, the value escaped.
void xml_attribute(struct text *out, const char *name, struct view value);

#endif
