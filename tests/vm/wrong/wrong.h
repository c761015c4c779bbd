/* SPDX-License-Identifier: GPL-2.0 */
#ifndef WRONG_H
#define WRONG_H

void wrong_unchecked_write(char *at);

#endif /* WRONG_H */
