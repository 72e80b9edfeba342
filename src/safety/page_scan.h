// SPDX-License-Identifier: Apache-2.0
// page_scan.h - whether a page of HTML or SVG does anything when it is opened.
//
// Source: HTML Living Standard 4.12.1 (script), 8.1.8.1 (event handler content
// attributes) and 13.2.5 (how tags are read); SVG 2, chapter 15.
#ifndef SAFETY_PAGE_SCAN_H
#define SAFETY_PAGE_SCAN_H

#include "base/view.h"

// Whether a tag of `page` is a script, has a handler (onload="...") or leads to
// a javascript: address. Scripts of a type with "json" in it are data. What
// only stands in the text or in a comment does not count. Linear.
bool page_runs(struct view page);

#endif
