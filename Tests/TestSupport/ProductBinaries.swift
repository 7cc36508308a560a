import Glibc

/// Where the programs lie that whole-run tests start.
package enum ProductBinaries {
    /// The folder of the programs: `PATCHBAY_BINARIES`, else that of the tests, since both are products of one build.
    package static let folder = getenv("PATCHBAY_BINARIES").map { String(cString: $0) } ?? tests

    /// The folder that the test bundle lies in, and beside it what is built for tests alone.
    package static let tests: String = {
        // The bundle is the program itself or, with some runners, a library that the program has loaded.
        let mapped = (SmallFile.text("/proc/self/maps") ?? "").split(separator: "\n")
        guard let bundle = mapped.first(where: { $0.hasSuffix(".xctest") }), let start = bundle.firstIndex(of: "/")
        else { return "." }
        return bundle[start...].split(separator: "/").dropLast().map { "/" + $0 }.joined()
    }()

    /// The command line.
    package static var patchbay: String { folder + "/patchbay" }
}
