// SPDX-License-Identifier: Apache-2.0

#ifndef TOOLHOST_LIBARCHIVE_H
#define TOOLHOST_LIBARCHIVE_H

#include <archive.h>
#include <archive_entry.h>

#endif
