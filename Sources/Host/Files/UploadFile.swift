import Glibc
import Webex

extension Upload {
    /// A file that the run may read, opened now and read as it is sent.
    ///
    /// - Throws: `HostError`, as `fs.read` does.
    package init(_ path: String, grants: Grants) throws(HostError) {
        let file = try grants.openForReading(path)
        let length = Int64(try file.status(shown: path).st_size)
        self.init(fileName: PathText.split("/" + path).name, length: length) { offset, buffer in
            while true {
                let count = pread(file.number, buffer.baseAddress, buffer.count, off_t(offset))
                if count >= 0 { return count }
                guard errno == EINTR else { throw HostError.system(errno, path: path) }
            }
        }
    }
}
