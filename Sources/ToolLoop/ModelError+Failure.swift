// SPDX-License-Identifier: Apache-2.0

package import ChatModel
import Diagnostics
import JSON

extension ChatFailure {
    /// An upstream's failure as an event; what the server said, bounded, is in the data.
    package init(_ error: ModelError) {
        self.init(
            code: error.code, message: error.description,
            data: error.body.map { ["body": .string($0)] })
    }
}
