// SPDX-License-Identifier: GPL-2.0
/* Compiled without KASAN and KCSAN. */
#include "wrong.h"

void wrong_unchecked_write(char *at)
{
	*at = 1;
}
