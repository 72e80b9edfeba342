// SPDX-License-Identifier: Apache-2.0
#include "terms/service.h"

#include "base/file.h"

enum { MOST_TEXT = 1 << 20 };

bool service_terms(struct arena *a, const struct licenses *l,
                   const struct manifest *m, struct license_file *out)
{
    struct view bytes;

    *out = (struct license_file){0};
    if (!m || !m->has_endpoint || !m->endpoint_terms.len)
        return false;
    if (m->endpoint_terms_file.len &&
        !file_front(a, m->endpoint_terms_file, MOST_TEXT, &bytes)) {
        terms_of_text(a, l, m->endpoint_terms, bytes, out);
        // A text that is shown to users as what binds them is one, whether or
        // not it looks like a license.
        if (view_eq(out->expression, VIEW("NONE")))
            out->expression = VIEW("LicenseRef-unknown");
        return true;
    }
    out->path = m->endpoint_terms;
    out->expression = VIEW("LicenseRef-unknown");
    *LIST_ADD(a, out->flag, out->flag_count) = VIEW("policy-text-absent");
    return true;
}
