// SPDX-License-Identifier: Apache-2.0

#ifndef TOOLHOST_LIBEDIT_H
#define TOOLHOST_LIBEDIT_H

#include <histedit.h>

#endif
