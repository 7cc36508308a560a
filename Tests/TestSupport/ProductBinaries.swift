import Glibc

/// Where the programs lie that whole-run tests start.
package enum ProductBinaries {
    /// The folder: `PATCHBAY_BINARIES`, else that of the test bundle, since both are products of one build.
    package static let folder: String = {
        if let named = getenv("PATCHBAY_BINARIES") { return String(cString: named) }
        // The bundle is the program itself or, with some runners, a library that the program has loaded.
        let mapped = (SmallFile.text("/proc/self/maps") ?? "").split(separator: "\n")
        guard let bundle = mapped.first(where: { $0.hasSuffix(".xctest") }), let start = bundle.firstIndex(of: "/")
        else { return "." }
        return bundle[start...].split(separator: "/").dropLast().map { "/" + $0 }.joined()
    }()

    /// The command line.
    package static var patchbay: String { folder + "/patchbay" }
}
