//! How everything looks, in one place.

/// Fonts with Chinese letters come first: whoever has none of them has a default.
pub(super) const STYLE: &str = r##"<style>
text{font-family:"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei","WenQuanYi Zen Hei",sans-serif;fill:#22303c;font-size:12px}
path,line,rect,circle{fill:none;stroke:none}
.paper{fill:#ffffff}
.title{font-size:24px;font-weight:bold}
.subtitle{font-size:16px;fill:#51606d}
.verdict{font-size:18px;font-weight:bold}
.good{fill:#1b7f3b}.bad{fill:#c0261c}
.panel{stroke:#8896a3;stroke-width:1}
.heading{font-size:15px;font-weight:bold}
.small{font-size:11px;fill:#51606d}
.sea{fill:#e3e6e8}
.permitted{fill:#f8fbf3;stroke:#3f9a55;stroke-width:1.2;fill-rule:evenodd}
.prohibited{fill:#d7352b;fill-opacity:.22;stroke:#b3221a;stroke-width:1.2;fill-rule:evenodd}
.needs-approval{fill:#ef8d1d;fill-opacity:.24;stroke:#c46a06;stroke-width:1.2;fill-rule:evenodd}
.approved{fill:#ef8d1d;fill-opacity:.09;stroke:#c46a06;stroke-width:1.2;stroke-dasharray:2 2;fill-rule:evenodd}
.conditional{fill:#e8cf1a;fill-opacity:.20;stroke:#9d8a00;stroke-width:1.2;fill-rule:evenodd}
.advisory{stroke:#3d6fb4;stroke-width:1;stroke-dasharray:2 3}
.not-now{stroke:#7d8790;stroke-width:1;stroke-dasharray:5 4}
.no-image{fill:url(#hatch);stroke:#7a3fa0;stroke-width:1.1;fill-rule:evenodd}
.hatching{stroke:#7a3fa0;stroke-width:1.1}
.obstacle{fill:#5b4636;fill-opacity:.55;stroke:#3a2b20;stroke-width:1}
.looked-at{fill:#f3b6d8;fill-opacity:.35;stroke:#a3155f;stroke-width:1;stroke-dasharray:1 3;fill-rule:evenodd}
.looked-at-strip{stroke:#f3b6d8;stroke-opacity:.5;stroke-linejoin:round}
.sight{stroke:#a3155f;stroke-width:1;stroke-dasharray:1 3}.sight-end{fill:#a3155f}
.fence{stroke:#0a7f8c;stroke-width:2;stroke-dasharray:9 3 2 3;fill-rule:evenodd}
.halo{stroke:#ffffff;stroke-width:5;stroke-opacity:.8;stroke-linejoin:round;stroke-linecap:round}
.off{stroke:#31506e;stroke-width:2;stroke-linejoin:round}
.on{stroke:#e0218a;stroke-width:2.6;stroke-linejoin:round}
.arrow{fill:#31506e}.arrow-on{fill:#e0218a}
.photo{fill:#ffffff;stroke:#e0218a;stroke-width:1.1}
.stop{fill:#e0218a;stroke:#ffffff;stroke-width:1.5}
.stop-plain{fill:#31506e;stroke:#ffffff;stroke-width:1.5}
.in-mark{fill:#ffffff;font-size:11px;font-weight:bold}
.dock{fill:#22303c;stroke:#ffffff;stroke-width:1.5}
.rally{fill:#1b7f3b;stroke:#ffffff;stroke-width:1.5}
.found{fill:#c0261c;stroke:#ffffff;stroke-width:1.5}
.label{font-size:12px;paint-order:stroke;stroke:#ffffff;stroke-width:3.5;stroke-opacity:.85;stroke-linejoin:round}
.label-en{font-size:10px;fill:#51606d;paint-order:stroke;stroke:#ffffff;stroke-width:3;stroke-opacity:.85;stroke-linejoin:round}
.strong{font-weight:bold}
.faint{fill:#7d8790}
.scale{stroke:#22303c;stroke-width:2}
.north{fill:#22303c}
.plate{fill:#ffffff;fill-opacity:.86}
.grid{stroke:#dde3e8;stroke-width:1}
.ground{fill:#cdbfa9;stroke:#8a7758;stroke-width:1.2}
.limit{stroke:#c0261c;stroke-width:1.3;stroke-dasharray:6 4}
.return{stroke:#1b7f3b;stroke-width:1.3;stroke-dasharray:2 4}
.flown{stroke:#31506e;stroke-width:2;stroke-linejoin:round}
.flown-on{stroke:#e0218a;stroke-width:3.2;stroke-linejoin:round}
.left{stroke:#1f5fa8;stroke-width:2.2;stroke-linejoin:round}
.way-home{fill:#1f5fa8;fill-opacity:.16}
.after-home{stroke:#1f5fa8;stroke-width:1;stroke-dasharray:3 3}
.reserve{stroke:#c0261c;stroke-width:1.5}
.under-reserve{fill:#c0261c;fill-opacity:.09}
</style>
<defs><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatching" d="M0 0V8"/></pattern></defs>
"##;
