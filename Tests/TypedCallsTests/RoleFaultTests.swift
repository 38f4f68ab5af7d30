// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing
import TypedCalls

/// Roles that do not suit their function, with the message for their author.
private struct BadRoles: Sendable, CustomTestStringConvertible {
    let prototype: String
    let roles: JSONValue
    let pointer: String
    let message: String

    var testDescription: String { message }

    init(_ prototype: String, _ roles: JSONValue, _ pointer: String, _ message: String) {
        (self.prototype, self.roles, self.pointer, self.message) = (prototype, roles, pointer, message)
    }

    /// A fault of one parameter.
    init(_ prototype: String, _ name: String, _ role: JSONValue, _ member: String?, _ message: String) {
        self.init(
            prototype, ["parameters": .object(JSONObject([(name, role)]))],
            "/parameters/\(name)" + (member.map { "/\($0)" } ?? ""), message)
    }
}

private let words = "const, text, bytes, array, in, out, inout, out_bytes, out_text"
private let sum = "int sum(const void *buf, unsigned len)"
private let pack = "int pack(const uint8_t *buf, unsigned len, uint8_t *dest, size_t *room, double ratio)"

private let shapes: [BadRoles] = [
    BadRoles(sum, ["parameters": []], "/parameters", "\"parameters\" is an array, where an object is due."),
    BadRoles(
        sum, ["params": [:]], "/params",
        "The object of roles has the member \"params\", which means nothing here."),
    BadRoles(
        sum, ["parameter": [:]], "/parameter",
        "The object of roles has the member \"parameter\", which means nothing here: did you mean \"parameters\"."
    ),
    BadRoles(sum, "buf", 5, nil, "\"buf\" is a number, where an object is due."),
    BadRoles(sum, "bug", ["role": "bytes"], nil, "sum has no parameter \"bug\". Did you mean \"buf\"."),
    BadRoles(
        sum, "buf", ["rôle": "bytes"], "rôle", "\"buf\" has the member \"rôle\", which means nothing here."),
    BadRoles(
        sum, "buf", ["role": "byte"], "role",
        "\"role\" is \"byte\", where one of \"value\", \"const\", \"text\", \"bytes\", \"array\", \"in\", \"out\", \"inout\", \"out_bytes\", \"out_text\" is due."
    ),
    BadRoles(sum, "buf", ["role": 3], "role", "\"role\" is a number, where a string is due."),
    BadRoles(
        sum, [:], "/parameters/buf",
        "\"buf\" is a pointer (const void *) and needs a role; the roles are \(words)."),
    BadRoles(
        sum, "buf", ["description": "x"], nil,
        "\"buf\" is a pointer (const void *) and needs a role; the roles are \(words)."),
    BadRoles(
        sum, "buf", ["role": "text", "capacity": 3], "capacity",
        "\"buf\" has the member \"capacity\", which means nothing here."),
    BadRoles(
        sum, "len", ["role": "text"], "role", "The role \"text\" does not suit \"len\" of type unsigned."),
    BadRoles(
        sum, "buf", ["role": "value"], "role",
        "The role \"value\" does not suit \"buf\" of type const void *."),
    BadRoles(
        sum, "buf", ["role": "text"], "role", "The role \"text\" does not suit \"buf\" of type const void *."),
    BadRoles(
        sum, "buf", ["role": "in"], "role", "The role \"in\" does not suit \"buf\" of type const void *."),
    BadRoles(
        sum, "buf", ["role": "out_bytes", "capacity": 3, "used": "all"], "role",
        "\"buf\" is a const void *, which the function only reads: the role \"out_bytes\" is for what it writes."
    ),
    BadRoles(
        "int f(char *text)", "text", ["role": "text"], "role",
        "\"text\" is a char *, which the function may write to: the role \"text\" is for a pointer to const."),
    BadRoles(
        "int f(const double *text)", "text", ["role": "text"], "role",
        "The role \"text\" does not suit \"text\" of type const double *."),
    BadRoles(
        "int f(char **texts)", "texts", ["role": "out"], "role",
        "The role \"out\" does not suit \"texts\" of type char **."),
]

private let lengths: [BadRoles] = [
    BadRoles(sum, "buf", ["role": "bytes"], nil, "\"buf\" needs \"length\": the parameter that counts it."),
    BadRoles(
        sum, "buf", ["role": "bytes", "length": "size"], "length",
        "The length of \"buf\" is \"size\", which is no other parameter."),
    BadRoles(
        sum, "buf", ["role": "bytes", "length": "buf"], "length",
        "The length of \"buf\" is \"buf\", which is no other parameter."),
    BadRoles(
        pack, "buf", ["role": "bytes", "length": "ratio"], "length",
        "The length of \"buf\" is \"ratio\" of type double, which counts nothing."),
    BadRoles(
        pack, "buf", ["role": "bytes", "length": "room"], "length",
        "The length of \"buf\" is \"room\" of type size_t *, which counts nothing."),
    BadRoles(
        sum,
        ["parameters": ["len": ["role": "const", "value": 3], "buf": ["role": "bytes", "length": "len"]]],
        "/parameters/buf/length", "The length of \"buf\" is \"len\", which has a role of its own."),
    BadRoles(
        sum, ["parameters": ["buf": ["role": "bytes", "length": "len"], "len": ["role": "value"]]],
        "/parameters/len/role", "\"len\" counts another parameter, so it has no role of its own."),
    BadRoles(
        sum, "buf", ["role": "bytes", "length": "len", "encoding": "utf8"], "encoding",
        "\"encoding\" is \"utf8\", where one of \"base64\", \"hex\", \"text\" is due."),
    BadRoles(
        pack, "dest", ["role": "out_bytes"], nil,
        "\"dest\" needs \"capacity\": a number of bytes, or an object with the \"prototype\" of a function that tells it."
    ),
    BadRoles(
        pack, "dest", ["role": "out_bytes", "capacity": "9"], "capacity",
        "\"dest\" needs \"capacity\": a number of bytes, or an object with the \"prototype\" of a function that tells it."
    ),
    BadRoles(
        pack, "dest", ["role": "out_bytes", "capacity": 0], "capacity",
        "\"capacity\" is no whole number from 1 to 16777216."),
    BadRoles(
        pack, "dest", ["role": "out_bytes", "capacity": 9], nil,
        "Nothing says how many bytes are used: set \"used\" to \"all\" or \"result\", or let \"length\" name a pointer to the length."
    ),
    BadRoles(
        pack, "dest", ["role": "out_bytes", "capacity": 9, "used": "some"], "used",
        "\"used\" is \"some\", where one of \"all\", \"length\", \"result\" is due."),
    BadRoles(
        pack, "dest", ["role": "out_bytes", "capacity": 9, "used": "length"], "used",
        "\"length\" names no pointer, so the function cannot say there what it used."),
    BadRoles(
        pack, "dest", ["role": "out_bytes", "capacity": ["bytes": 9], "used": "all"], "capacity/bytes",
        "\"capacity\" has the member \"bytes\", which means nothing here."),
    BadRoles(
        pack, "dest", ["role": "out_bytes", "capacity": [:], "used": "all"], "capacity",
        "The capacity of \"dest\" lacks the \"prototype\" of its function."),
    BadRoles(
        pack, "dest",
        ["role": "out_bytes", "capacity": ["prototype": "double room(unsigned len)"], "used": "all"],
        "capacity/prototype", "room returns no integer, so it tells no capacity."),
    BadRoles(
        pack, "dest",
        ["role": "out_bytes", "capacity": ["prototype": "size_t room(unsigned count)"], "used": "all"],
        "capacity/prototype", "room takes \"count\", which is no integer parameter of pack."),
    BadRoles(
        "void f(uint8_t *dest)", "dest", ["role": "out_bytes", "capacity": 9, "used": "result"], "used",
        "f returns no integer, so it cannot say how many bytes it used."),
    BadRoles(
        "void f(double *dest)", "dest", ["role": "out", "count": 0], "count",
        "\"count\" is no whole number from 1 to 65536."),
]

private let constants: [BadRoles] = [
    BadRoles("int f(int8_t a)", "a", ["role": "const"], nil, "The constant \"a\" lacks its \"value\"."),
    BadRoles(
        "int f(int8_t a)", "a", ["role": "const", "value": 128], "value", "128 is no int8_t, which \"a\" is."),
    BadRoles("int f(bool a)", "a", ["role": "const", "value": 1], "value", "1 is no bool, which \"a\" is."),
    BadRoles(
        "int f(const char *a)", "a", ["role": "const", "value": "x\u{0}"], "value",
        "\"x\\u0000\" is no const char *, which \"a\" is."),
    BadRoles(
        "int f(char *a)", "a", ["role": "const", "value": "x"], "value", "\"x\" is no char *, which \"a\" is."
    ),
    BadRoles(
        "int f(struct p { int x; } a)", "a", ["role": "const", "value": ["x": 1]], "value",
        "{\"x\":1} is no struct p, which \"a\" is."),
]

private let results: [BadRoles] = [
    BadRoles("void f(int a)", ["returns": [:]], "/returns", "f returns nothing."),
    BadRoles(
        "char *f(int a)", [:], "/returns",
        "f returns a pointer (char *): only a text can be read, with {\"role\": \"text\", \"ownership\": \"borrowed\"}, or \"owned\" and \"free\"."
    ),
    BadRoles(
        "double *f(int a)", ["returns": ["role": "text", "ownership": "borrowed"]], "/returns",
        "f returns a pointer (double *): only a text can be read, with {\"role\": \"text\", \"ownership\": \"borrowed\"}, or \"owned\" and \"free\"."
    ),
    BadRoles(
        "char *f(int a)", ["returns": ["role": "text"]], "/returns",
        "A returned text needs its \"ownership\": \"borrowed\" or \"owned\"."),
    BadRoles(
        "char *f(int a)", ["returns": ["role": "text", "ownership": "owned"]], "/returns/free",
        "An owned text needs \"free\": the name of the function that frees it."),
    BadRoles(
        "char *f(int a)", ["returns": ["role": "text", "ownership": "owned", "free": "rm -r"]],
        "/returns/free",
        "An owned text needs \"free\": the name of the function that frees it."),
    BadRoles(
        "char *f(int a)", ["returns": ["role": "text", "ownership": "borrowed", "free": "free"]],
        "/returns/free", "A borrowed text is not freed."),
    BadRoles(
        "int f(int a)", ["returns": ["role": "text"]], "/returns/role", "f returns int, which is no text."),
    BadRoles(
        "int f(int a)", ["returns": ["nullable": true]], "/returns/nullable",
        "\"nullable\" is for returned texts."),
    BadRoles(
        "int f(int a)", ["returns": ["name": "the result"]], "/returns/name",
        "\"the result\" is no name for a member of the result; write one as in C."),
    BadRoles(
        "int f(int *result)", ["parameters": ["result": ["role": "out"]]], "/returns/name",
        "The parameter \"result\" is a member of the result by that name already."),
    BadRoles(
        "int f(int a)", ["returns": ["role": "status"]], "/returns/role",
        "A status is read by \"errors\", which is missing."),
    BadRoles(
        "int f(int a)", ["errors": [:]], "/errors",
        "\"when\" is \"nonzero\", \"zero\", \"negative\", \"null\", \"errno\" or a list of whole numbers."),
    BadRoles(
        "int f(int a)", ["errors": ["when": ["0.5"]]], "/errors/when",
        "\"when\" is \"nonzero\", \"zero\", \"negative\", \"null\", \"errno\" or a list of whole numbers."),
    BadRoles(
        "unsigned f(int a)", ["errors": ["when": "negative"]], "/errors/when",
        "f returns unsigned, which is never \"negative\"."),
    BadRoles(
        "double f(int a)", ["errors": ["when": "nonzero"]], "/errors/when",
        "f returns double, which is never \"nonzero\"."),
    BadRoles(
        "int f(int a)", ["errors": ["when": "null"]], "/errors/when",
        "f returns int, which is never \"null\"."),
    BadRoles(
        "int f(int a)", ["errors": ["when": "nonzero", "messages": ["one": "x"]]], "/errors/messages/one",
        "\"one\" is no whole number with a sentence for it."),
]

@Suite struct RoleFaultTests {
    @Test(arguments: shapes + lengths + constants + results)
    private func `roles that do not suit are refused at their place`(example: BadRoles) throws {
        let prototype = try CPrototype(parsing: example.prototype)
        let error = #expect(throws: TypedCallError.self) {
            try FunctionContract(prototype, roles: example.roles.object ?? [:])
        }
        #expect(error?.message == example.message)
        #expect(error?.pointer?.description == example.pointer)
    }

    @Test func `a prototype within the roles has its own faults`() throws {
        let prototype = try CPrototype(parsing: "void f(uint8_t *dest)")
        let error = #expect(throws: TypedCallError.self) {
            try FunctionContract(
                prototype,
                roles: [
                    "parameters": [
                        "dest": [
                            "role": "out_bytes", "capacity": ["prototype": "size_t room()"], "used": "all",
                        ]
                    ]
                ])
        }
        #expect(error?.code == "invalid_prototype")
    }

    @Test(
        arguments: [
            ("double hypot(double x, double y)", false),
            ("struct p { int x; }; struct p f(struct p v)", false),
            ("const char *f(void)", true), ("void f(double *x)", true),
        ])
    func `a contract knows whether pointers are handed over`(text: String, usesPointers: Bool) throws {
        let roles: JSONObject =
            text.contains("char")
            ? ["returns": ["role": "text", "ownership": "borrowed"]]
            : text.contains("*") ? ["parameters": ["x": ["role": "out"]]] : [:]
        let contract = try FunctionContract(CPrototype(parsing: text), roles: roles)
        #expect(contract.usesPointers == usesPointers)
    }
}
