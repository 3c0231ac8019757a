internal import Foundation

/// A deck for ngspice that integrates the same equations: the state is the voltage of a capacitor of 1 F, which a
/// behavioural source charges by ds/dt.
package struct WaveformNetlist: Sendable {
  package let text: String

  /// - Parameters:
  ///   - samples: of a period.
  ///   - data: the file that ngspice writes: time, voltage, current, normalised state.
  package init(_ file: ModelFile, _ driving: DrivingVoltage, samples: Int, data: String) {
    let parts = file.model.netlist
    let step = 1 / (driving.frequency * Double(samples))
    let lines =
      [
        "* \(file.title), \(driving.text)",
        "* state: V(s) = 0...1; current through the device: I(Vm)",
      ]
      + parts.definitions
      + [
        driving.source,
        "Vm in top 0",
        ".func current(v,s) {\(parts.current)}",
        ".func rate(v,s) {\(parts.rate)}",
        "* held at the ends while the rate points outwards: slowed down over the last 1e-4",
        ".func held(r,s) {r>0 ? r*min(max((1-s)*1e4,0),1) : r*min(max(s*1e4,0),1)}",
        "Bdevice top 0 I=current(V(in),min(max(V(s),0),1))",
        "Cstate s 0 1 IC=\(file.initial)",
        "Bstate 0 s I=held(rate(V(in),min(max(V(s),0),1)),V(s))",
        ".options reltol=1e-5 abstol=1e-15 vntol=1e-9 chgtol=1e-20 method=gear itl4=200",
        ".tran \(step) \(driving.duration) 0 \(step / 4) UIC",
        ".control",
        "set filetype=ascii",
        "set wr_singlescale",
        "set numdgt=12",
        "run",
        "wrdata \(data) v(in) i(vm) v(s)",
        "quit",
        ".endc",
        ".end",
      ]
    text = lines.joined(separator: "\n") + "\n"
  }
}
