package org.granary.plugin.life;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.granary.engine.WasmModule;
import org.granary.plugin.dto.ExportDTO;
import org.granary.plugin.dto.ImportDTO;
import org.granary.plugin.dto.PluginDTO;
import org.granary.type.ExportType;
import org.granary.type.FuncType;
import org.granary.type.ImportType;
import org.granary.type.ValType;

/** Makes the parts of a snapshot that come from the module and from what runs. */
final class Snapshots {
    private Snapshots() {}

    static void showIn(PluginDTO dto, Built built, Live live) {
        dto.version = built.artefact().version().orElse(null);
        dto.source = built.artefact().location();
        dto.imports = List.of();
        dto.exports = List.of();
        dto.denied = live == null ? List.of() : live.refusals();
        if (built.module() != null) {
            dto.sha256 = built.module().sha256();
            dto.imports = imports(built.module(), live == null ? Map.of() : live.suppliers());
            dto.exports = exports(built.module());
        }
        Live.Counts counts = live == null ? Live.Counts.NONE : live.counts();
        dto.calls = counts.calls();
        dto.traps = counts.traps();
        dto.lastTrap = counts.lastTrap().orElse(null);
        dto.limitHit = counts.limitHit().orElse(null);
    }

    private static List<ImportDTO> imports(WasmModule module, Map<ImportType, String> suppliers) {
        List<ImportDTO> dtos = new ArrayList<>();
        for (ImportType wanted : module.imports()) {
            ImportDTO dto = new ImportDTO();
            dto.module = wanted.module();
            dto.name = wanted.name();
            dto.type = wanted.type().toString();
            dto.supplier = suppliers.get(wanted);
            dtos.add(dto);
        }
        return dtos;
    }

    private static List<ExportDTO> exports(WasmModule module) {
        List<ExportDTO> dtos = new ArrayList<>();
        for (ExportType offered : module.exports()) {
            ExportDTO dto = new ExportDTO();
            dto.name = offered.name();
            dto.kind = offered.type().kind().toString();
            dto.type = offered.type().toString();
            if (offered.type() instanceof FuncType function) {
                dto.params = names(function.params());
                dto.results = names(function.results());
            }
            dtos.add(dto);
        }
        return dtos;
    }

    private static List<String> names(List<ValType> types) {
        return new ArrayList<>(types.stream().map(ValType::toString).toList());
    }
}
