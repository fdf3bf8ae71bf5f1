package org.kleroterion.gateway.openclinica;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/** The configuration that OpenClinica reads. It rejects an answer with any other set of members. */
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

  // OpenClinica does not use the members about a person; they stay empty.
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

  /** Without the password, which a record would print. */
  @Override
  public String toString() {
    return "StudyView[" + studyOid + "]";
  }
}
