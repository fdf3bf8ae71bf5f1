package org.kleroterion.gateway.openclinica;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What an OpenClinica is told at its start: exactly these members, or it takes none of it. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record StudyView(
    long id,
    String url,
    String username,
    String password,
    long statusId,
    String status,
    String instanceUrl,
    String studyOid,
    @JsonProperty("ocUser_username") String userName,
    @JsonProperty("ocUser_name") String userFirstName,
    @JsonProperty("ocUser_lastname") String userLastName,
    @JsonProperty("ocUser_emailAddress") String userEmail,
    String studyName,
    String openClinicaVersion) {
  private static final String ACTIVE = "ACTIVE";

  // Of people it is told nothing: what it does not use is empty.
  static StudyView of(
      long id,
      String url,
      String account,
      String password,
      String instanceUrl,
      String oid,
      String name) {
    return new StudyView(
        id, url, account, password, 1, ACTIVE, instanceUrl, oid, "", "", "", "", name, "");
  }

  /** A record prints its members. */
  @Override
  public String toString() {
    return "StudyView[" + studyOid + "]";
  }
}
