/* SPDX-License-Identifier: Apache-2.0 */
/* Throws an exception that no C caller can catch. */
#include "hostile.h"

#include <stdexcept>

MISDEED { UNUSED; throw std::runtime_error("thrown"); }
