// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import NetTools

/// A piece of a page, and what it becomes.
private struct MarkupCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let html: String
    let markdown: String
    var text: String?

    init(_ name: String, _ html: String, _ markdown: String, text: String? = nil) {
        testDescription = name
        self.html = html
        self.markdown = markdown
        self.text = text
    }
}

private let inline: [MarkupCase] = [
    MarkupCase("paragraphs", "<p>One\n  two</p><p>three</p>", "One two\n\nthree"),
    MarkupCase(
        "marks", "<p><b>bold</b>, <em>italic</em>, <s>gone</s></p>", "**bold**, *italic*, ~~gone~~",
        text: "bold, italic, gone"),
    MarkupCase("space at the ends of marks", "<p>a<b> bold </b>b</p>", "a **bold** b"),
    MarkupCase("empty marks", "<p>a<b></b><i> </i>b</p>", "a b"),
    MarkupCase(
        "marks in marks", "<p><b>a <i>b</i> <strong>c</strong></b> <i>d <b>e</b></i></p>",
        "**a *b* c** *d **e***"),
    MarkupCase("code", "<p>Use <code>a  &lt; b</code></p>", "Use `a < b`", text: "Use a < b"),
    MarkupCase("code with a grave accent", "<p><code>a`b</code> <code>`c`</code></p>", "``a`b`` `` `c` ``"),
    MarkupCase("a line break", "<p>one<br>two<br/></p>", "one  \ntwo", text: "one\ntwo"),
    MarkupCase(
        "links",
        #"<p><a href="/x?a=1&amp;b=2">one</a> <a href="c">two</a> <a href=//d.example/>three</a></p>"#,
        "[one](https://a.example/x?a=1&b=2) [two](https://a.example/b/c) [three](https://d.example/)",
        text: "one two three"),
    MarkupCase(
        "links that lead nowhere",
        ##"<p><a href="#top">up</a> <a href="javascript:alert(1)">do</a> <a name=x>here</a> <a href="data:text/html,x">no</a></p>"##,
        "up do here no"),
    MarkupCase(
        "signs that a heading's link is copied from",
        ##"<h2>Title<a class="headerlink" href="#title">¶</a></h2>"##,
        "## Title"),
    MarkupCase(
        "marks within a term", "<dl><dt>Function: <b>call</b></dt><dd>x</dd></dl>", "**Function: call**\n: x"),
    MarkupCase(
        "links with parentheses and spaces", #"<p><a href="/a_(b) c">x</a></p>"#,
        "[x](https://a.example/a_%28b%29%20c)"),
    MarkupCase(
        "a link around blocks", #"<a href="/x"><h3>Title</h3><p>Text</p></a>"#,
        "[Title Text](https://a.example/x)"),
    MarkupCase("mail", #"<a href="mailto:a@b.example">write</a>"#, "[write](mailto:a@b.example)"),
    MarkupCase(
        "images", #"<p><img src="i.png" alt="A  cat"> <img src="x.png" alt=""><img src="y.png"></p>"#,
        "![A cat](https://a.example/b/i.png)", text: "[A cat]"),
    MarkupCase(
        "an image in a link", #"<a href="/x"><img src="/i.png" alt="cat"></a>"#,
        "[![cat](https://a.example/i.png)](https://a.example/x)"),
    MarkupCase(
        "entities", "<p>&lt;a&gt; &amp; &eacute;&nbsp;&#8364;&#x20AC; &hellip; &unknown;</p>",
        "\\<a> & é €€ … &unknown;"),
    MarkupCase(
        "characters that are marks", "<p>*a* _b_ [c] a_b_c 2 * 3 `d` ~~e~~ \\*</p>",
        #"\*a\* \_b\_ \[c\] a_b_c 2 \* 3 \`d\` \~\~e\~\~ \\\*"#, text: "*a* _b_ [c] a_b_c 2 * 3 `d` ~~e~~ \\*"
    ),
    MarkupCase(
        "lines that begin like marks", "<p># a</p><p>- b</p><p>1. c</p><p>&gt; d</p><p>#e</p><p>2024 f</p>",
        "\\# a\n\n\\- b\n\n1\\. c\n\n\\> d\n\n#e\n\n2024 f"),
    MarkupCase("quotations in a line", "<p><q>a</q></p>", "“a”"),
    MarkupCase(
        "raised and lowered", "<p>x<sup>2</sup> H<sub>2</sub>O e<sup>a+b</sup></p>", "x^2 H_2O e^(a+b)"),
    MarkupCase("white space between elements", "<p><span>a</span><span>b</span> <span>c</span></p>", "ab c"),
    MarkupCase("what nobody sees", "<p>a\u{200B}b\u{202E}c\u{E0041}d\u{AD}e</p>", "abcde"),
]

private let blocks: [MarkupCase] = [
    MarkupCase(
        "headings", "<h1>A</h1><h2>B <i>c</i></h2><h6>D</h6><h3></h3>", "# A\n\n## B *c*\n\n###### D",
        text: "A\n\nB c\n\nD"),
    MarkupCase("a list", "<ul><li>a<li>b</ul>", "- a\n- b"),
    MarkupCase("a numbered list", "<ol start=3><li>a</li><li>b</li></ol>", "3. a\n4. b"),
    MarkupCase(
        "lists in lists", "<ul><li>a<ul><li>b<ol><li>c</ol></ul><li>d</ul>", "- a\n  - b\n    1. c\n- d"),
    MarkupCase("lists of paragraphs", "<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n\n- c"),
    MarkupCase("code in a list", "<ul><li>a<pre>x\ny</pre></li></ul>", "- a\n\n  ```\n  x\n  y\n  ```"),
    MarkupCase("a quotation", "<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b", text: "a\n\nb"),
    MarkupCase(
        "quotations in quotations", "<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
    MarkupCase(
        "code", "<pre><code class=\"hl language-swift\">let a = 1\n  b &amp;&amp; c\n</code></pre>",
        "```swift\nlet a = 1\n  b && c\n```", text: "let a = 1\n  b && c"),
    MarkupCase("code with a fence in it", "<pre>```\nx\n```</pre>", "````\n```\nx\n```\n````"),
    MarkupCase("code with marks in it", "<pre><span>a</span> *b* <b>c</b></pre>", "```\na *b* c\n```"),
    MarkupCase("a rule", "<p>a</p><hr><p>b</p>", "a\n\n* * *\n\nb", text: "a\n\nb"),
    MarkupCase(
        "a table", "<table><caption>C</caption><thead><tr><th>A<th>B</thead><tbody><tr><td>1<td>2|3</table>",
        "C\n\n| A | B |\n| --- | --- |\n| 1 | 2\\|3 |", text: "C\n\nA | B\n1 | 2|3"),
    MarkupCase(
        "a table with wide and missing cells", "<table><tr><td colspan=2>a<td>b<tr><td>c</table>",
        "| a |  | b |\n| --- | --- | --- |\n| c |  |  |"),
    MarkupCase(
        "a table with links and lists", "<table><tr><td><a href=/x>a</a><td><ul><li>b<li>c</ul></table>",
        "| [a](https://a.example/x) | b c |\n| --- | --- |"),
    MarkupCase(
        "a table that lays out the page",
        "<table><tr><td><h2>a</h2><p>b</p></td><td><p>c</p></td></tr></table>", "## a\n\nb\n\nc"),
    MarkupCase("a table of one column", "<table><tr><td>a<tr><td>b</table>", "a\n\nb"),
    MarkupCase(
        "definitions", "<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd>d</dd><dd>e</dd></dl>",
        "**a**\n: b\n**c**\n: d\n: e"),
    MarkupCase("details", "<details><summary>More</summary><p>x</p></details>", "**More**\n\nx"),
    MarkupCase(
        "a figure", "<figure><img src=/i.png alt=i><figcaption>A cat</figcaption></figure>",
        "![i](https://a.example/i.png)\n\nA cat"),
    MarkupCase("text beside blocks", "a<div>b</div>c<p>d</p>e", "a\n\nb\n\nc\n\nd\n\ne"),
    MarkupCase("blocks in inline elements", "<span>a<div>b</div></span><b><p>c</p></b>", "a\n\nb\n\nc"),
    MarkupCase(
        "what is not shown",
        "<p>a</p><script>b</script><style>c</style><template>d</template><p hidden>e</p><p style='display : none'>f</p>"
            + "<p aria-hidden=true>g</p><noscript>h</noscript><!-- i --><svg><text>j</text></svg><button>k</button><select><option>l</select>",
        "a"),
    MarkupCase(
        "a script with markup in it", "<p>a</p><script>document.write('<p>b</p>')</script><p>c</p>", "a\n\nc"),
    MarkupCase("broken markup", "<p>a<b>b<p>c</b></i></div><td>d<p", "a**b**\n\nc\n\nd"),
    MarkupCase("less-than signs in text", "<p>a < b && c > d</p>", "a < b && c > d"),
    MarkupCase("nothing", "", ""),
    MarkupCase("text alone", "a  b", "a b"),
]

@Suite struct HTMLTests {
    private static func page(_ html: String, _ format: PageFormat = .markdown) throws -> HTMLPage {
        let base = try #require(WebAddress("https://a.example/b/page"))
        return HTMLPage(try HTMLDocument(html), base: base, format: format)
    }

    @Test(arguments: inline + blocks)
    private func `markup becomes Markdown`(example: MarkupCase) throws {
        #expect(try Self.page("<html><body>\(example.html)</body></html>").text == example.markdown)
        if let text = example.text { #expect(try Self.page(example.html, .text).text == text) }
    }

    private static let long = String(
        repeating: "Some words that a page is there for, and more of them. ", count: 5)

    @Test(arguments: [
        "<main><p>\(long)</p></main>", "<div role=main><p>\(long)</p></div>",
        "<article><p>\(long)</p></article>",
        "<div class=content><p>\(long)</p><p>\(long)</p></div>",
        "<div><div id=story><p>\(long)</p><p>\(long)</p><p>\(long)</p></div></div>",
    ])
    func `the main content comes first and the rest after it`(content: String) throws {
        let links = (1...10).map { "<li><a href=/\($0)>Section \($0)</a></li>" }.joined()
        let page = try Self.page(
            """
            <html><head><title>The  Title</title></head><body><header><a href=/>Home</a></header>
            <div class=menu><ul>\(links)</ul></div>\(content)<div class=sidebar><p>Other things to read here.</p></div>
            <footer>Imprint</footer></body></html>
            """)
        #expect(page.title == "The Title")
        #expect(page.text.hasPrefix("# The Title\n\nSome words that"), "\(page.text)")
        let parts = page.text.split(separator: "\n\n---\n\n").map(String.init)
        try #require(parts.count == 2, "\(page.text)")
        #expect(!parts[0].contains("Section 1") && !parts[0].contains("Imprint"))
        for rest in ["Home", "Section 10", "Other things", "Imprint"] {
            #expect(parts[1].contains(rest), "\(parts[1])")
        }
        #expect(!parts[1].contains("Some words"))
    }

    @Test func `what stands close to the main content belongs to it`() throws {
        let paragraphs = String(repeating: "<p>\(Self.long)</p>", count: 3)
        let page = try Self.page(
            """
            <body><p>Before</p><div><div class=header><a href=n>Next</a> <a href=u>Up</a></div><h3>2.1 The Basics</h3>
            <dl><dt>Function: <b>call</b></dt><dd>\(paragraphs)</dd></dl></div></body>
            """)
        let parts = page.text.split(separator: "\n\n---\n\n").map(String.init)
        try #require(parts.count == 2, "\(page.text)")
        #expect(parts[0].contains("### 2.1 The Basics\n\n**Function: call**\n: Some words"))
        #expect(parts[1] == "Before")
    }

    @Test func `a page without a main part is shown in its order`() throws {
        let page = try Self.page(
            "<title>T</title><nav><a href=/>Home</a></nav><h1>T</h1><p>a</p><footer>f</footer>")
        #expect(page.text == "# T\n\na\n\n---\n\n[Home](https://a.example/)\n\nf")
    }

    @Test func `links start where the page says`() throws {
        let page = try Self.page(
            "<head><base href='https://c.example/d/'></head><body><a href=e>x</a></body>")
        #expect(page.text == "[x](https://c.example/d/e)")
    }

    @Test(
        arguments: [
            ("<title>A &amp; B</title>", "A & B"), ("<meta property=og:title content='C'>", "C"),
            ("<p>x</p>", nil),
            ("<svg><title>icon</title></svg><p>x</p>", nil), ("<title> </title>", nil),
        ] as [(String, String?)])
    func `a page has its own title`(html: String, title: String?) throws {
        #expect(try Self.page(html).title == title)
    }

    // MARK: - Pages that are made to harm

    @Test(arguments: [
        "div", "b", "blockquote", "ul><li", "table><tr><td", "a href=/x", "span", "dl><dd", "font",
    ])
    func `depth has an end`(element: String) throws {
        let page = try Self.page(String(repeating: "<\(element)>", count: 100_000) + "deep")
        #expect(page.text.utf8.count < 100_000)
        // A link ends the one before.
        if element != "a href=/x" {
            let isCut = try HTMLDocument(String(repeating: "<\(element)>", count: 100_000)).isCut
            #expect(isCut)
        }
    }

    @Test(arguments: [
        "</div>", "</b>", "<p>", "<br>", "<td>", "<li>", "&amp;", "<a href=x>", "<!--", "<![CDATA[", "<x y=",
        "&#", "<", "\u{0}",
    ])
    func `a page of one thing is read`(piece: String) throws {
        let page = try Self.page(String(repeating: piece, count: 20_000))
        #expect(page.text.utf8.count < 2_000_000)
    }

    @Test func `open and closing tags that do not match take no time`() throws {
        let html = String(repeating: "<b>", count: 300) + String(repeating: "</i><u>x</u>", count: 20_000)
        #expect(try Self.page(html).text.contains("xx"))
    }

    private static let pieces = [
        "<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td colspan=3>", "</table>", "<ul>", "<li>",
        "</ul>", "<ol start=-5>",
        "<pre>", "</pre>", "<code>", "</code>", "<b>", "</b>", "<a href='x(y)'>", "</a>",
        "<img alt='a]b' src=s>", "<br>", "<hr>",
        "<h2>", "</h2>", "<blockquote>", "<dl><dt>", "<dd>", "<script>", "</script>", "<!-- ", " -->",
        "<style>", "<svg><title>",
        "<main>", "<article>", "<nav>", "&lt;", "&#x1F600;", "&#0;", "&bogus;", "text ", "*_`[]<>#|", "\n\n",
        "日本", "\u{0}", "<", "\"", "'",
    ]

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `any markup gives a text, and always the same`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...400, using: &generator)
        let html = (0..<count).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
        for format in PageFormat.allCases {
            let page = try Self.page(html, format)
            #expect(!page.text.unicodeScalars.contains("\u{0}"))
            #expect(try Self.page(html, format).text == page.text)
        }
    }
}
