// SPDX-License-Identifier: Apache-2.0

#ifndef TOOLHOST_LIBXML2_H
#define TOOLHOST_LIBXML2_H

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#endif
