// SPDX-License-Identifier: Apache-2.0
#include "report/page_frame.h"

#include "base/amount.h"
#include "base/base64.h"
#include "base/digest.h"
#include "knowledge/knowledge.h"
#include "verdict/inspection.h"

static const struct view sheet = VIEW_INIT("report/page.css");

void frame_open(struct text *t, struct view title)
{
    unsigned char hash[SHA256_SIZE];
    struct view css = {0};

    knowledge_bytes(sheet, &css);
    sha256(css, hash);
    html_raw(t, VIEW("<!doctype html>\n<html lang=\"en\">\n<head>\n"
                     "<meta charset=\"utf-8\">\n"
                     "<meta http-equiv=\"Content-Security-Policy\" "
                     "content=\"default-src 'none'; style-src 'sha256-"));
    text_add(
        t, base64_of(t->arena, (struct view){(const char *)hash, sizeof hash}));
    html_raw(t, VIEW("'; base-uri 'none'; form-action 'none'\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, "
                     "initial-scale=1\">\n"
                     "<meta name=\"color-scheme\" content=\"light dark\">\n"
                     "<meta name=\"referrer\" content=\"no-referrer\">\n"));
    HTML(t, "<title>$</title>\n<style>", title);
    html_raw(t, css);
    html_raw(t, VIEW("</style>\n</head>\n<body>\n"
                     "<a class=\"skip\" href=\"#main\">Skip to the "
                     "content</a>\n"));
}

void frame_sections(struct text *t, const struct frame_link *link, size_t count)
{
    html_raw(t, VIEW("<div class=\"body\">\n<nav aria-label=\"Sections\">\n"
                     "<ul>\n"));
    for (size_t n = 0; n < count; n++) {
        HTML(t, "<li><a href=\"#$\">$", link[n].id, link[n].words);
        if (link[n].count)
            HTML(t, " <small>$</small>", amount_count(t->arena, link[n].count));
        html_raw(t, VIEW("</a></li>\n"));
    }
    html_raw(t, VIEW("</ul>\n</nav>\n<main id=\"main\" tabindex=\"-1\">\n"));
}

void frame_section(struct text *t, const char *id, const char *title)
{
    text_print(t,
               "<section id=\"%s\" aria-labelledby=\"%s-h\">\n"
               "<h2 id=\"%s-h\">%s</h2>\n",
               id, id, id, title);
}

void frame_section_end(struct text *t)
{
    html_raw(t, VIEW("</section>\n"));
}

void frame_close(struct text *t)
{
    HTML(
        t,
        "</main>\n</div>\n<footer>\n"
        "<p>Made by freehold $ with the rules of $ from the files alone: "
        "nothing was run, nothing was sent. The same files give the same page. "
        "All of it stands in the JSON, with nothing left out: "
        "<code>--format json</code>.</p>\n"
        "<p>No certificate: those who publish the yardsticks certify no single "
        "model. No legal advice: who is bound by a clause reads the clause, "
        "and asks counsel.</p>\n"
        "</footer>\n</body>\n</html>\n",
        VIEW(FREEHOLD_VERSION), rules_version());
}
