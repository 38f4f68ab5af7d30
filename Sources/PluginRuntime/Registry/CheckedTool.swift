// SPDX-License-Identifier: Apache-2.0

import JSONSchema
import ToolABI
import ToolModel

/// A tool as its plugin registered it, after all checks but those that concern other plugins.
struct CheckedTool: Sendable {
    let definition: ToolDefinition
    let inputSchema: Schema
    let outputSchema: Schema?
    let timeout: Duration?
    let concurrency: ToolConcurrency
    /// What the tool's results are limited to, in bytes; nil for the host's limit.
    let outputBytes: Int?
}

/// How many calls may run at a time.
///
/// The values are those of `toolhost.h`.
enum ToolConcurrency: UInt32, Sendable, Hashable {
    case serialInPlugin = 0
    case serialInTool = 1
    case reentrant = 2

    /// The calls that a call of a tool excludes, unless the tool is reentrant.
    func lane(plugin: Int, tool: String) -> CallSchedule.Lane {
        CallSchedule.Lane(plugin: plugin, tool: self == .serialInPlugin ? nil : tool)
    }
}

/// A tool of a plugin that lives in this process; an object, so that a call does not copy all of it.
final class NativeTool: Sendable {
    /// As the plugin put it.
    let report: ToolReport
    let tool: CheckedTool
    let body: ToolBody

    init(report: ToolReport, tool: CheckedTool, body: ToolBody) {
        self.report = report
        self.tool = tool
        self.body = body
    }
}

/// The C side of a tool.
// Function pointers are constants. `ctx` is the plugin's: the host only passes it back, and promises in toolhost.h
// from how many threads it does so at a time.
@safe struct NativeBody: @unchecked Sendable {
    typealias Invoke = @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<th_call>?) -> th_status
    typealias Drop = @convention(c) (UnsafeMutableRawPointer?) -> Void

    private let invoke: Invoke
    private let drop: Drop?
    private let ctx: UnsafeMutableRawPointer?

    init(invoke: Invoke, drop: Drop?, ctx: UnsafeMutableRawPointer?) {
        unsafe self.invoke = invoke
        unsafe self.drop = drop
        unsafe self.ctx = unsafe ctx
    }

    /// Runs the plugin's code on this thread.
    func run(_ handle: UnsafeMutablePointer<th_call>) -> Int32 {
        unsafe invoke(ctx, handle)
    }

    /// Gives `ctx` back to the plugin; at most once.
    func release() {
        unsafe drop?(ctx)
    }
}
