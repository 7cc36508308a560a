import Catalog
import Testing

@Suite("Near names")
struct NearNamesTests {
    @Test("names with few wrong letters are near, the nearest first")
    func near() {
        let known = ["Support DE", "Support AT", "Sales", "sale"]
        #expect(NearNames.of("suport de", among: known) == ["Support DE", "Support AT"])
        #expect(NearNames.of("Slaes", among: known) == ["Sales"])
        #expect(NearNames.of("Sales", among: known) == ["Sales", "sale"])
        #expect(NearNames.question("slaes", among: known) == "did you mean Sales?")
    }

    @Test("what is far from all of them gets no question")
    func far() {
        #expect(NearNames.question("Marketing", among: ["Sales", "Support"]) == nil)
        #expect(NearNames.question("x", among: []) == nil)
    }
}
