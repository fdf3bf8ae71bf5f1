package org.kleroterion.trial;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.kleroterion.log.export.ExportPart;
import org.kleroterion.storage.Transactions;

/** Adds to an export the registered file of every protocol version that the log names. */
@ApplicationScoped
class ProtocolExport implements ExportPart {
  private final ProtocolVersionRepository versions;
  private final Transactions transactions;

  ProtocolExport(ProtocolVersionRepository versions, Transactions transactions) {
    this.versions = versions;
    this.transactions = transactions;
  }

  @Override
  public void write(Extent extent, Files files) throws IOException {
    for (int version : extent.versions()) {
      String document =
          transactions.run(() -> versions.find(extent.trial(), version).orElseThrow().document);
      files
          .begin("protocols/" + version + ".yaml")
          .write(document.getBytes(StandardCharsets.UTF_8));
    }
  }
}
