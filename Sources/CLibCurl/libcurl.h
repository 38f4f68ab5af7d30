// SPDX-License-Identifier: Apache-2.0

#ifndef TOOLHOST_LIBCURL_H
#define TOOLHOST_LIBCURL_H

#include <curl/curl.h>

#endif
