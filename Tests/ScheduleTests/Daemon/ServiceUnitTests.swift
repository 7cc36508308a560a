import Glibc
import TestSupport
import Testing

@testable import Schedule

@Suite("The unit of systemd")
struct ServiceUnitTests {
    private static func unit(_ scope: ServiceUnit.Scope) -> ServiceUnit {
        var unit = ServiceUnit(scope, command: ["/opt/patch bay/patchbay", "serve", "--schedules", "/srv/100%/$x"])
        unit.user = "patchbay"
        unit.hasOwnFolders = scope == .system
        unit.environment = ["PATCHBAY_HOME": "/srv/home of it"]
        unit.writable = ["/srv/out", "/srv/a b"]
        return unit
    }

    @Test("what systemd would take for its own is written so that it does not")
    func words() {
        let lines = Self.unit(.system).text.split(separator: "\n")
        #expect(lines.contains(#"ExecStart="/opt/patch bay/patchbay" serve --schedules /srv/100%%/$$x"#))
        #expect(lines.contains(#"Environment="PATCHBAY_HOME=/srv/home of it""#))
        #expect(lines.contains("ReadWritePaths=-/srv/out") && lines.contains(#"ReadWritePaths="-/srv/a b""#))
        #expect(lines.contains("User=patchbay") && lines.contains("TimeoutStopSec=375"))
    }

    @Test("what lies in a home or among temporary files stays within reach, and else neither does")
    func reach() {
        var unit = ServiceUnit(.user, command: ["/usr/bin/patchbay", "serve"])
        #expect(unit.text.contains("ProtectHome=yes\nPrivateTmp=yes\n"))
        unit.writable = ["/home/ops/out"]
        #expect(unit.text.contains("ProtectHome=read-only\nPrivateTmp=yes\n"))
        unit.read = ["/tmp/schedules"]
        #expect(unit.text.contains("ProtectHome=read-only\nPrivateTmp=no\n"))
        #expect(!unit.text.contains("User=") && unit.text.contains("PrivateUsers=yes"))
    }

    @Test(
        "systemd itself finds it well formed, and calls it OK",
        .enabled(if: access("/usr/bin/systemd-analyze", X_OK) == 0),
        arguments: [ServiceUnit.Scope.system, .user]
    )
    func exposure(scope: ServiceUnit.Scope) async throws {
        let folder = try TemporaryFolder()
        var unit = Self.unit(scope)
        unit.command[0] = "/bin/true"
        let path = try folder.write(ServiceUnit.name, unit.text)
        let security = try await ProgramRun.run(
            "/usr/bin/systemd-analyze",
            ["security", "--offline=true", "--no-pager", path],
            environment: ["PATH": "/usr/bin:/bin"]
        )
        let verdict = try #require(
            security.output.firstMatch(of: /Overall exposure level for patchbay.service: ([\d.]+)/)
        )
        #expect(try #require(Double(verdict.1)) < 5, "\(security.output)")
        let verified = try await ProgramRun.run(
            "/usr/bin/systemd-analyze",
            ["verify", "--man=no", path],
            environment: ["PATH": "/usr/bin:/bin"]
        )
        // It looks for what the unit comes after, which a machine without systemd has not.
        let complaints = verified.errors.split(separator: "\n").filter { $0.contains("patchbay.service:") }
        #expect(complaints.isEmpty, "\(verified.errors)")
    }
}
