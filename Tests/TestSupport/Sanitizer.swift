// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Whether this build has a sanitizer in it, whose memory counts as that of the plugins.
package enum Sanitizer {
    /// True in the builds of `make test-tsan` and `make test-asan`.
    package static let isPresent = dlsym(nil, "__tsan_init") != nil || dlsym(nil, "__asan_init") != nil
}
