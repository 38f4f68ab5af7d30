// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON
import ToolABI

/// A tool as the host holds it: the value behind `th_tool.ctx`.
final class ToolBinding: Sendable {
    private let tool: Tool
    private let instance: PluginInstance

    init(tool: Tool, instance: PluginInstance) {
        self.tool = tool
        self.instance = instance
    }

    /// `th_tool.invoke`: reads the arguments, runs the body, reports what it returned or threw.
    static func invoke(_ ctx: UnsafeMutableRawPointer?, _ handle: UnsafeMutablePointer<th_call>?) -> th_status
    {
        guard let ctx = unsafe ctx, let handle = unsafe handle else { return TH_INVALID }
        let binding = unsafe Unmanaged<ToolBinding>.fromOpaque(ctx).takeUnretainedValue()
        return binding.run(unsafe HostCall(handle: handle, instance: binding.instance))
    }

    /// `th_tool.drop`.
    static func drop(_ ctx: UnsafeMutableRawPointer?) {
        guard let ctx = unsafe ctx else { return }
        unsafe Unmanaged<ToolBinding>.fromOpaque(ctx).release()
    }

    private func run(_ call: HostCall) -> th_status {
        do {
            let output = try tool.call(try call.arguments(), context: ToolContext(call))
            return call.report(output)
        } catch is CancellationError {
            return TH_CANCELLED
        } catch let failure as any UserFacingError {
            return call.fail(code: failure.code, message: failure.description)
        } catch {
            // The type's name tells the author enough, and the model nothing that it should not see.
            return call.fail(code: "tool_failed", message: "The tool failed: \(type(of: error)).")
        }
    }
}
