// SPDX-License-Identifier: Apache-2.0

package import Hummingbird
import Logging
import NIOCore

/// What is known about a request beyond the request itself.
package struct HTTPRequestContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Names the request in answers and in the log.
    let requestID: String

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        requestID = "req_\(RequestID())"
        logger[metadataKey: "request.id"] = .string(requestID)
    }
}
