// SPDX-License-Identifier: Apache-2.0

#ifndef TOOLHOST_LIBFFI_H
#define TOOLHOST_LIBFFI_H

#include <ffi.h>

#endif
