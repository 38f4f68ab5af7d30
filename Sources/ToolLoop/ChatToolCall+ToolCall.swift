// SPDX-License-Identifier: Apache-2.0

package import ChatModel
import JSON
package import ToolModel

extension ChatToolCall {
    /// The call as a message carries it, its arguments as compact JSON.
    package init(_ call: ToolCall) {
        self.init(id: call.id, name: call.name, arguments: JSONValue.object(call.arguments).jsonText())
    }
}
