package org.kleroterion.allocation.emergency;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.allocation.AllocationView;
import org.kleroterion.wire.Columns;
import org.kleroterion.wire.Table;

/**
 * An emergency list with its arms, one card for each place. It is shown once, to the person who
 * seals the cards.
 */
@Schema(name = "EmergencyCards")
record EmergencyCardsView(
    @Schema(description = "The list's 1-based number in the trial.") int list,
    String site,
    @Schema(description = "Number of places for each stratum.") int places,
    Instant time,
    List<Card> items)
    implements Table<EmergencyCardsView.Card> {

  /** The content of one envelope. */
  @Schema(name = "EmergencyCard")
  record Card(
      String trial,
      int list,
      String site,
      @Schema(examples = "visceral=no,metastases=1-2,receptor=positive") String stratum,
      @Schema(description = "1-based number in the stratum. Envelopes are opened in this order.")
          int place,
      AllocationView.ArmView arm) {

    static final Columns<Card> COLUMNS =
        new Columns<Card>()
            .with("trial", Card::trial)
            .with("list", Card::list)
            .with("site", Card::site)
            .with("stratum", Card::stratum)
            .with("place", Card::place)
            .with("arm", card -> card.arm().code())
            .with("armLabel", card -> card.arm().label());

    // The default text of a record could put an arm that is not used yet into a log line.
    @Override
    public String toString() {
      return "Card";
    }
  }

  @Override
  public Columns<Card> columns() {
    return Card.COLUMNS;
  }
}
