/* SPDX-License-Identifier: GPL-2.0 */
/* How a page looks: on a screen of any width, bright or dark, and on paper. */
#ifndef SYSCALLSTAT_HTML_STYLE_H
#define SYSCALLSTAT_HTML_STYLE_H

/* Without characters that XML would take for markup. */
extern const char html_style[];

#endif /* SYSCALLSTAT_HTML_STYLE_H */
