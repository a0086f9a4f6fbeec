// Shows the document that lies beside the folder of this script.
SwaggerUIBundle({
  url: new URL("../openapi.json", document.currentScript.src).href,
  dom_id: "#page",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  // Without this, it would ask a host elsewhere whether the document is valid.
  validatorUrl: null,
});
