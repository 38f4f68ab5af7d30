// SPDX-License-Identifier: Apache-2.0

#ifndef TOOLHOST_LIBPCRE2_H
#define TOOLHOST_LIBPCRE2_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#endif
