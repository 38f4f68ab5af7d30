// SPDX-License-Identifier: Apache-2.0

package import ChatModel
import Diagnostics
import JSON
package import PluginRuntime

extension ChatFailure {
    /// A call that did not come to a result, as an event.
    package init(_ error: PluginError, callID: String?) {
        self.init(code: error.code, message: error.description, callID: callID)
    }
}
